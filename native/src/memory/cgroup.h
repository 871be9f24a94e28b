/* SPDX-License-Identifier: Apache-2.0 */
/* The parsers and sums behind cgroup_read. */
#ifndef SPAWNRISK_MEMORY_CGROUP_H
#define SPAWNRISK_MEMORY_CGROUP_H

#include "facts.h"

/* What reclaim can give back by a memory.stat of either version: file pages, reclaimable slab. */
uint64_t cgroup_parse_reclaimable(const char *stat, unsigned version);

/* What the group can still take before it must kill: limit less usage, plus what reclaim and swap
 * give. UNKNOWN where limit or usage is. */
uint64_t cgroup_headroom(const struct cgroup_facts *cgroup);

#endif
