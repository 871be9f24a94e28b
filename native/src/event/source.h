/* SPDX-License-Identifier: Apache-2.0 */
/* Where the decisive number of a reason was read, in words. */
#ifndef SPAWNRISK_EVENT_SOURCE_H
#define SPAWNRISK_EVENT_SOURCE_H

#include "event.h"
#include "json.h"

/* The longest is that of a cgroup: "cgroup <path> memory.limit_in_bytes", or another file's name.
 */
#define SOURCE_BYTES (sizeof((struct cgroup_facts){0}).path + 48)

/* The most that a cgroup's path may take of a line, escapes included, and a source by one. */
#define SOURCE_PATH_BYTES  (CGROUP_PATH_BYTES + 2)
#define SOURCE_GROUP_BYTES (SOURCE_PATH_BYTES + sizeof "cgroup  memory.memsw.limit_in_bytes")
/* The same for what an example of a descriptor is. */
#define SOURCE_EXAMPLE_BYTES 80

void source_text(char text[SOURCE_BYTES], const struct event *event, enum source source);

/* The same as a member of a line: the file's name is whole whatever bytes are in the path. */
void source_json(struct json *json, const struct event *event, enum source source);

/* A cgroup's path between two texts; the line is marked where it is not whole. */
void source_group_json(struct json *json, const char *key, const char *before, const char *path,
                       const char *behind);

/* Of the example among the descriptors, such as "pipe 7" or "file 8 (passwd)". */
void source_descriptor(char text[SOURCE_BYTES], const struct event *event);

#endif
