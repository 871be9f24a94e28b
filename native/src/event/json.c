/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON writer into a buffer of fixed size. */
#include "json.h"

#include <string.h>

#include "memory/facts.h"

void json_start(struct json *json, char *buffer, size_t size)
{
    *json = (struct json){.at = buffer, .end = buffer + size};
}

size_t json_room(const struct json *json)
{
    return (size_t)(json->end - json->at);
}

static void put(struct json *json, const char *bytes, size_t length)
{
    if (length > json_room(json)) {
        json->cut = true;
        json->end = json->at;
        return;
    }
    memcpy(json->at, bytes, length);
    json->at += length;
}

static void put_string(struct json *json, const char *text)
{
    put(json, text, strlen(text));
}

/* The comma, the key in quotes and the colon, where all of it fits: the usual case. */
static bool put_whole_key(struct json *json, const char *key)
{
    size_t length = strlen(key);
    char *at = json->at;
    if (length + 4 > json_room(json))
        return false;
    *at = ',';
    at += json->after_value;
    *at++ = '"';
    memcpy(at, key, length);
    at += length;
    *at++ = '"';
    *at++ = ':';
    json->at = at;
    json->after_value = true;
    return true;
}

static void put_key(struct json *json, const char *key)
{
    if (key != NULL && put_whole_key(json, key))
        return;
    if (json->after_value)
        put(json, ",", 1);
    json->after_value = true;
    if (key == NULL)
        return;
    put(json, "\"", 1);
    put_string(json, key);
    put(json, "\":", 2);
}

void json_open(struct json *json, const char *key, char bracket)
{
    put_key(json, key);
    put(json, &bracket, 1);
    json->after_value = false;
}

void json_close(struct json *json, char bracket)
{
    put(json, &bracket, 1);
    json->after_value = true;
}

/* Two at once: half the divisions. */
static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

static void put_number(struct json *json, uint64_t number)
{
    char digits[20];
    char *first = digits + sizeof digits;
    for (; number >= 10; number /= 100)
        memcpy(first -= 2, &pairs[number % 100 * 2], 2);
    if (number != 0 || first == digits + sizeof digits)
        *--first = (char)('0' + number);
    put(json, first, (size_t)(digits + sizeof digits - first));
}

void json_number(struct json *json, const char *key, uint64_t number)
{
    /* What a reader can't hold would cost it the whole line. */
    if (!is_known(number) || number > INT64_MAX)
        return;
    put_key(json, key);
    put_number(json, number);
}

void json_integer(struct json *json, const char *key, long number)
{
    put_key(json, key);
    if (number < 0)
        put(json, "-", 1);
    put_number(json, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void json_bool(struct json *json, const char *key, bool value)
{
    put_key(json, key);
    put_string(json, value ? "true" : "false");
}

void json_name(struct json *json, const char *key, const char *name)
{
    put_key(json, key);
    put(json, "\"", 1);
    put_string(json, name);
    put(json, "\"", 1);
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Length of the UTF-8 sequence at text (RFC 3629, overlong forms and surrogates excluded), 0: none.
 */
static size_t utf8_length(const char *text, size_t left)
{
    unsigned char a = (unsigned char)text[0];
    unsigned char b = left > 1 ? (unsigned char)text[1] : 0;
    if (a < 0x80)
        return 1;
    size_t length = a >= 0xC2 && a <= 0xDF   ? 2
                    : (a & 0xF0) == 0xE0     ? 3
                    : a >= 0xF0 && a <= 0xF4 ? 4
                                             : 0;
    if (length == 0 || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (!is_continuation(text[i]))
            return 0;
    bool overlong = (a == 0xE0 && b < 0xA0) || (a == 0xF0 && b < 0x90);
    bool beyond = (a == 0xED && b > 0x9F) || (a == 0xF4 && b > 0x8F);
    return overlong || beyond ? 0 : length;
}

/* Encodes the character at text; returns the bytes of text it took. */
static size_t encode(const char *text, size_t left, char encoded[6], size_t *encoded_length)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char byte = (unsigned char)*text;
    size_t length = utf8_length(text, left);
    if (length == 0) {
        memcpy(encoded, "\\ufffd", *encoded_length = 6);
        return 1;
    }
    if (byte < ' ' || byte == 0x7F) {
        memcpy(encoded, "\\u00", 4);
        encoded[4] = hex[byte >> 4];
        encoded[5] = hex[byte & 15];
        *encoded_length = 6;
    } else if (byte == '"' || byte == '\\') {
        encoded[0] = '\\';
        encoded[1] = (char)byte;
        *encoded_length = 2;
    } else {
        memcpy(encoded, text, *encoded_length = length);
    }
    return length;
}

static bool is_plain(char byte)
{
    return byte >= ' ' && byte < 0x7F && byte != '"' && byte != '\\';
}

/* How many of these, at most most, stand for themselves. */
static size_t plain_length(const char *text, size_t most)
{
    size_t length = 0;
    while (length < most && is_plain(text[length]))
        length++;
    return length;
}

bool json_text(struct json *json, const char *key, const char *text, size_t length,
               size_t most_bytes)
{
    put_key(json, key);
    put(json, "\"", 1);
    size_t written = 0, taken = 0;
    while (taken < length) {
        char encoded[6];
        size_t encoded_length, left = length - taken, room = most_bytes - written;
        size_t plain = plain_length(text + taken, left < room ? left : room);
        put(json, text + taken, plain);
        written += plain;
        taken += plain;
        if (taken == length)
            break;
        size_t step = encode(text + taken, length - taken, encoded, &encoded_length);
        if (written + encoded_length > most_bytes)
            break;
        put(json, encoded, encoded_length);
        written += encoded_length;
        taken += step;
    }
    put(json, "\"", 1);
    if (taken < length)
        json->cut = true;
    return taken == length;
}

void json_string(struct json *json, const char *key, const char *text, size_t most_bytes)
{
    (void)json_text(json, key, text, strlen(text), most_bytes);
}

static size_t encoded_size(const char *text, size_t length)
{
    size_t size = 0;
    for (size_t taken = 0; taken < length;) {
        char encoded[6];
        size_t encoded_length;
        taken += encode(text + taken, length - taken, encoded, &encoded_length);
        size += encoded_length;
    }
    return size;
}

static void put_encoded(struct json *json, const char *text, size_t length)
{
    for (size_t taken = 0; taken < length;) {
        char encoded[6];
        size_t encoded_length;
        taken += encode(text + taken, length - taken, encoded, &encoded_length);
        put(json, encoded, encoded_length);
    }
}

void json_path(struct json *json, const char *key, const char *before, const char *path,
               const char *behind, size_t most_bytes)
{
    static const char dots[] = "...";
    size_t length = strlen(path), size = encoded_size(path, length), skipped = 0;
    put_key(json, key);
    put(json, "\"", 1);
    put_string(json, before);
    if (size > most_bytes) {
        json->cut = true;
        put_string(json, dots);
        while (size > most_bytes - strlen(dots)) {
            char encoded[6];
            size_t encoded_length;
            skipped += encode(path + skipped, length - skipped, encoded, &encoded_length);
            size -= encoded_length;
        }
    }
    put_encoded(json, path + skipped, length - skipped);
    put_string(json, behind);
    put(json, "\"", 1);
}
