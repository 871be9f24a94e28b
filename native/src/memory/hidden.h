/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of groups above the part of a hierarchy that can be seen. */
#ifndef SPAWNRISK_MEMORY_HIDDEN_H
#define SPAWNRISK_MEMORY_HIDDEN_H

#include "hierarchy.h"

/* All groups of version 2 have this file, but the root of all (cgroup_base_files,
 * kernel/cgroup/cgroup.c). */
#define HIDDEN_NOT_ON_ROOT "cgroup.events"

/* Of memory, and of memory and swap in one; UNKNOWN: none. */
struct limits_pair {
    uint64_t memory, with_swap;
};

struct hidden {
    bool is_part;
    unsigned version;
    struct limits_pair least; /* of the groups that were seen */
    struct limits_pair all;   /* version 1: the least up to the root; 0 where nobody tells */
};

/* From the group that the process is in. Async-signal-safe, as is hidden_may_limit. */
void hidden_begin(struct hidden *hidden, struct group_directory *own, bool has_swap);

/* The limits of each group that is seen. */
void hidden_note(struct hidden *hidden, uint64_t memory, uint64_t with_swap);

/* Whether there is a group above the highest that is seen. file: one that all groups but the root
 * of all have. */
bool hidden_is_below_another(struct group_directory *highest, const char *file);

/* Whether a group above the highest that was seen has a tighter limit, or may have one. */
bool hidden_may_limit(const struct hidden *hidden, struct group_directory *highest);

#endif
