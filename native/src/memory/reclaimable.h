/* SPDX-License-Identifier: Apache-2.0 */
/* What reclaim can give back of a cgroup's memory. */
#ifndef SPAWNRISK_MEMORY_RECLAIMABLE_H
#define SPAWNRISK_MEMORY_RECLAIMABLE_H

#include "hierarchy.h"

/*
 * By a memory.stat of either version: the pages of files that need not be written first, and
 * reclaimable slab. Shared memory and locked pages are not among them, as they have lists of their
 * own. UNKNOWN where the lines of the files are missing. Pure.
 */
uint64_t reclaimable_parse(const char *stat, unsigned version);

/*
 * Of the whole group. below: the group in it that this process is in, whose memory.min is kept from
 * a reclaim that begins above it; NULL: none. What other groups in it keep is not looked at.
 */
uint64_t reclaimable_read(struct group_directory *directory, struct group_directory *below);

#endif
