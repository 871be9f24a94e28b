/* SPDX-License-Identifier: Apache-2.0 */
/* What every kind of line begins and ends with. */
#ifndef SPAWNRISK_EVENT_LINE_H
#define SPAWNRISK_EVENT_LINE_H

#include "event.h"
#include "json.h"

void line_head(struct json *json, const char *kind);

/* An id names the call by its number, and the process that made it by pid and start time. */
void line_id(struct json *json, const char *key, const struct origin *process, uint64_t sequence);

void line_origin(struct json *json, uint64_t time_ns, const struct origin *origin,
                 const char *name);
void line_error(struct json *json, int error);
void line_trail(struct json *json, enum trail trail);

/* Closes the object and adds the newline, for which there is always room. Returns the length. */
size_t line_finish(struct json *json, char *line);

#endif
