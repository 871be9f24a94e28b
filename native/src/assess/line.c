/* SPDX-License-Identifier: Apache-2.0 */
/* An inspection as a line of JSON. */
#include "event/line.h"
#include "event/facts_json.h"
#include "event/source.h"
#include "host/errno_name.h"
#include "host/stretch.h"
#include "inspect.h"

#include <errno.h>

/* The most that the words of a gap take of the line. */
#define GAP_BYTES 160
/* The names of its fields, the longest name of an errno, and what ends the line. */
#define BESIDE_GAP_BYTES 128

static void put_nearest(struct json *json, const struct inspection *inspection)
{
    if (!inspection->has_nearest)
        return;
    json_open(json, "nearest", '{');
    json_name(json, "code", reason_name(inspection->nearest.code));
    json_number(json, "need", inspection->nearest.need);
    json_number(json, "have", inspection->nearest.have);
    source_json(json, &inspection->event, inspection->nearest.source);
    json_close(json, '}');
}

static void put_gaps(struct json *json, const struct inspection *inspection)
{
    json_open(json, "unread", '[');
    for (unsigned i = 0; i < inspection->gap_count; i++) {
        const struct gap *gap = &inspection->gaps[i];
        /* Whole or not at all: a reader counts on its fields. */
        if (json_room(json) < GAP_SOURCE_BYTES + GAP_BYTES + BESIDE_GAP_BYTES) {
            json->cut = true;
            break;
        }
        json_open(json, NULL, '{');
        json_path(json, "source", "", gap->source, "", GAP_SOURCE_BYTES);
        if (gap->error != 0)
            line_error(json, gap->error);
        json_string(json, "facts", gap->facts, GAP_BYTES);
        json_close(json, '}');
    }
    json_close(json, ']');
}

size_t inspection_encode(const struct inspection *inspection, char *line)
{
    const struct event *event = &inspection->event;
    struct json json;
    json_start(&json, line, INSPECTION_LINE_BYTES - 1);
    line_head(&json, "assessment");
    line_origin(&json, event->time_ns, &event->origin, event->facts.process.name);
    json_name(&json, "call", event->call);
    json_name(&json, "mechanism", mechanism_name(event->mechanism));
    json_bool(&json, "copies_memory", copies_memory(event->mechanism));
    json_bool(&json, "exact", inspection->exact);
    facts_json(&json, event);
    put_nearest(&json, inspection);
    put_gaps(&json, inspection);
    return line_finish(&json, line);
}

struct request {
    pid_t pid;
    const struct supposition *supposition;
    bool quick;
    char *line;
    ssize_t result;
};

static void answer(void *argument)
{
    struct request *request = argument;
    struct inspection inspection;
    int error = inspect(&inspection, request->pid, request->supposition, request->quick);
    request->result = error == 0 ? (ssize_t)inspection_encode(&inspection, request->line) : -error;
}

ssize_t inspect_line(pid_t pid, const char *call, bool quick, char *line)
{
    struct request request = {pid, supposition_named(call), quick, line, -EINVAL};
    if (request.supposition != NULL && pid >= 0)
        stretch_run(answer, &request);
    return request.result;
}
