/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of groups above the part of a hierarchy that can be seen. */
#ifndef SPAWNRISK_MEMORY_HIDDEN_H
#define SPAWNRISK_MEMORY_HIDDEN_H

#include "hierarchy.h"

/* Of memory, and of memory and swap in one; UNKNOWN: none. */
struct limits_pair {
    uint64_t memory, with_swap;
};

struct hidden {
    bool is_part;
    unsigned version;
    struct limits_pair least; /* of the groups that were seen */
    struct limits_pair last;  /* of the highest of them */
    struct limits_pair all;   /* version 1: the least up to the root; 0 where nobody tells */
};

/* From the group that the process is in. Async-signal-safe, as is hidden_may_limit. */
void hidden_begin(struct hidden *hidden, struct group_directory *own, bool has_swap);

/* The limits of each group that is seen, up to the highest. */
void hidden_note(struct hidden *hidden, uint64_t memory, uint64_t with_swap);

/* Whether a group above the highest that was seen has a tighter limit, or may have one. */
bool hidden_may_limit(const struct hidden *hidden, struct group_directory *highest);

#endif
