/* SPDX-License-Identifier: Apache-2.0 */
/* Where the decisive number of a reason was read, in words. */
#ifndef SPAWNRISK_EVENT_SOURCE_H
#define SPAWNRISK_EVENT_SOURCE_H

#include "event.h"

/* The longest is that of a cgroup: "cgroup <path> memory.limit_in_bytes", or another file's name.
 */
#define SOURCE_BYTES (sizeof((struct cgroup_facts){0}).path + 48)

void source_text(char text[SOURCE_BYTES], const struct event *event, enum source source);

/* Of the example among the descriptors, such as "pipe 7" or "file 8 (passwd)". */
void source_descriptor(char text[SOURCE_BYTES], const struct event *event);

#endif
