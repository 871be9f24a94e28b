/* SPDX-License-Identifier: Apache-2.0 */
/* A line of /proc/<pid>/maps (proc_pid_maps(5)). */
#ifndef SPAWNRISK_MEMORY_MAPS_H
#define SPAWNRISK_MEMORY_MAPS_H

#include <stdbool.h>
#include <stdint.h>

struct map {
    uint64_t start, end; /* UNKNOWN where it does not fit into 64 bits */
    bool is_private, is_writable;
    int protection;   /* as mprotect(2) takes it */
    const char *name; /* with the blanks before it */
};

/* False where the line is of another form. Pure. */
bool map_parse(struct map *map, const char *line);

/* UNKNOWN where the bounds are absurd. */
uint64_t map_size(const struct map *map);

#endif
