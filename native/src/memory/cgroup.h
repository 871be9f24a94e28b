/* SPDX-License-Identifier: Apache-2.0 */
/* cgroup_read in a tree that is known. */
#ifndef SPAWNRISK_MEMORY_CGROUP_H
#define SPAWNRISK_MEMORY_CGROUP_H

#include "facts.h"
#include "headroom.h"
#include "hierarchy.h"

/* cgroup_read where the mount and the process's path below it are known. */
void cgroup_read_at(const struct cgroup_mount *mount, unsigned version, const char *path,
                    struct cgroup_facts *cgroup, const struct system_facts *system);

#endif
