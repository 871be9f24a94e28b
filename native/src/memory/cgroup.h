/* SPDX-License-Identifier: Apache-2.0 */
/* The parsers and sums behind cgroup_read. */
#ifndef SPAWNRISK_MEMORY_CGROUP_H
#define SPAWNRISK_MEMORY_CGROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "facts.h"

/*
 * The path of the memory controller's group from a line of /proc/self/cgroup (cgroups(7)):
 * "0::/a/b" is version 2, "4:memory:/a/b" version 1. Returns the version, 0 for other lines.
 */
unsigned cgroup_parse_line(const char *line, const char **path);

/* A limit file's content: UNKNOWN for "max" and for version 1's number that means "no limit". */
uint64_t cgroup_parse_limit(const char *text);

/* What reclaim can give back by a memory.stat of either version: file pages, reclaimable slab. */
uint64_t cgroup_parse_reclaimable(const char *stat, unsigned version);

/* What the group can still take before it must kill: limit less usage, plus what reclaim and swap
 * give. UNKNOWN where limit or usage is. */
uint64_t cgroup_headroom(const struct cgroup_facts *cgroup);

/* The part of path below a mount's root; "" where path is not below it. */
const char *cgroup_below_root(const char *path, const char *root);

#endif
