/* SPDX-License-Identifier: Apache-2.0 */
/* What every kind of line begins and ends with. */
#include "line.h"

#include "host/errno_name.h"
#include "time.h"

/* The most that it takes of the line, escapes included. */
#define NAME_BYTES 64

void line_id(struct json *json, const char *key, const struct origin *process, uint64_t sequence)
{
    char id[64];
    struct json number;
    json_start(&number, id, sizeof id - 1);
    json_integer(&number, NULL, process->pid);
    *number.at++ = '.';
    number.after_value = false;
    json_number(&number, NULL, process->start);
    *number.at++ = '.';
    number.after_value = false;
    json_number(&number, NULL, sequence);
    *number.at = '\0';
    json_name(json, key, id);
}

void line_head(struct json *json, const char *kind)
{
    json_open(json, NULL, '{');
    json_number(json, "schema", 1);
    json_name(json, "event", kind);
}

void line_origin(struct json *json, uint64_t time_ns, const struct origin *origin, const char *name)
{
    char time[TIME_BYTES];
    time_format(time_ns, time);
    json_name(json, "time", time);
    json_open(json, "process", '{');
    json_integer(json, "pid", origin->pid);
    json_integer(json, "tid", origin->tid);
    if (origin->start != 0)
        json_number(json, "start", origin->start);
    if (origin->parent != 0)
        json_integer(json, "parent", origin->parent);
    if (origin->parent != 0 && origin->parent_start != 0)
        json_number(json, "parent_start", origin->parent_start);
    if (name != NULL && *name != '\0')
        json_string(json, "name", name, NAME_BYTES);
    json_close(json, '}');
}

void line_error(struct json *json, int error)
{
    const char *name = errno_name(error);
    json_integer(json, "errno", error);
    json_name(json, "error", name == NULL ? "unknown" : name);
}

void line_trail(struct json *json, enum trail trail)
{
    if (trail != TRAIL_UNKNOWN)
        json_bool(json, "followed", trail == TRAIL_GOES_ON);
}

size_t line_finish(struct json *json, char *line)
{
    if (json->cut)
        json_bool(json, "truncated", true);
    json_close(json, '}');
    *json->at++ = '\n';
    return (size_t)(json->at - line);
}
