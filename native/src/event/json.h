/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON writer into a buffer of fixed size. No allocation, no locale, async-signal-safe. */
#ifndef SPAWNRISK_EVENT_JSON_H
#define SPAWNRISK_EVENT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json {
    char *at, *end;
    bool after_value; /* a comma is due */
    bool cut;         /* something did not fit */
};

void json_start(struct json *json, char *buffer, size_t size);

/* key is NULL inside an array. bracket is '{' or '['; close takes its counterpart. */
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);

/* Left out where the number is UNKNOWN, or above INT64_MAX. */
void json_number(struct json *json, const char *key, uint64_t number);
void json_integer(struct json *json, const char *key, long number);
void json_bool(struct json *json, const char *key, bool value);

/* The constants of this library: printed as they are. */
void json_name(struct json *json, const char *key, const char *name);

/*
 * Any bytes, at most most_bytes of them encoded: quotes, backslashes and control characters are
 * escaped, what is not UTF-8 becomes U+FFFD. Cut between characters; false where it was.
 */
bool json_text(struct json *json, const char *key, const char *text, size_t length,
               size_t most_bytes);

/* The same for a NUL-terminated text; a cut is known by json->cut. */
void json_string(struct json *json, const char *key, const char *text, size_t most_bytes);

/*
 * A path between two texts of ours, as one string. Only the path is cut, as by json_text: of one
 * that takes more than most_bytes the end is kept, behind "...".
 */
void json_path(struct json *json, const char *key, const char *before, const char *path,
               const char *behind, size_t most_bytes);

/* Bytes that still fit. */
size_t json_room(const struct json *json);

#endif
