/* SPDX-License-Identifier: Apache-2.0 */
/* What is left below a cgroup's limit. All pure. */
#ifndef SPAWNRISK_MEMORY_HEADROOM_H
#define SPAWNRISK_MEMORY_HEADROOM_H

#include "facts.h"

/* Room that no fact tells of is more than any. */
#define HEADROOM_UNKNOWN INT64_MAX

/* What is left below limit without swap. Less than none, where reclaim can't bring the group below
 * it: then nothing more is charged (mem_cgroup_margin, mm/memcontrol.c). */
int64_t headroom_below(uint64_t limit, const struct cgroup_facts *group);

/* UNKNOWN where one of both is. */
uint64_t headroom_with_swap(int64_t room, uint64_t swap_room);

/* What the group can still take before it must kill: limit less usage, plus what reclaim and swap
 * give. UNKNOWN where one of them is. */
uint64_t cgroup_headroom(const struct cgroup_facts *cgroup);

#endif
