/* SPDX-License-Identifier: Apache-2.0 */
/* The parsers and sums behind cgroup_read. */
#ifndef SPAWNRISK_MEMORY_CGROUP_H
#define SPAWNRISK_MEMORY_CGROUP_H

#include "facts.h"
#include "hierarchy.h"

/* What the group can still take before it must kill: limit less usage, plus what reclaim and swap
 * give. UNKNOWN where one of them is. */
uint64_t cgroup_headroom(const struct cgroup_facts *cgroup);

/* cgroup_read where the mount and the process's path below it are known. */
void cgroup_read_at(const struct cgroup_mount *mount, unsigned version, const char *path,
                    struct cgroup_facts *cgroup, const struct system_facts *system);

#endif
