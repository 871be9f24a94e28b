/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Limits of groups above the part of a hierarchy that can be seen, as in a container.
 *
 * 1. Version 1 tells the least of all groups up to the root, hidden ones too (memcg1_stat_format,
 *    mm/memcontrol-v1.c), though not what is used of it.
 * 2. Version 2 tells nothing: a pod or a slice above a container's root may be tighter than that.
 */
#include "hidden.h"

#include "facts.h"
#include "text.h"

/* memory.stat has these lines in its middle. */
#define STAT_BYTES 2048

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

__attribute__((noinline)) static struct limits_pair limits_of_all(struct group_directory *own,
                                                                  bool has_swap)
{
    char stat[STAT_BYTES] = "";
    (void)directory_read(own, "memory.stat", stat, sizeof stat);
    uint64_t memory = text_value(stat, "hierarchical_memory_limit ");
    uint64_t with_swap = has_swap ? text_value(stat, "hierarchical_memsw_limit ") : UNKNOWN;
    return (struct limits_pair){is_known(memory) ? hierarchy_limit(memory) : 0,
                                hierarchy_limit(with_swap)};
}

void hidden_begin(struct hidden *hidden, struct group_directory *own, bool has_swap)
{
    const struct limits_pair none = {UNKNOWN, UNKNOWN};
    *hidden = (struct hidden){own->is_part, own->version, none, none};
    if (own->is_part && own->version == 1)
        hidden->all = limits_of_all(own, has_swap);
}

void hidden_note(struct hidden *hidden, uint64_t memory, uint64_t with_swap)
{
    hidden->least.memory = least(hidden->least.memory, memory);
    hidden->least.with_swap = least(hidden->least.with_swap, with_swap);
}

bool hidden_is_below_another(struct group_directory *highest, const char *file)
{
    char text[32];
    return highest->is_part && directory_read(highest, file, text, sizeof text) >= 0;
}

bool hidden_may_limit(const struct hidden *hidden, struct group_directory *highest)
{
    if (!hidden->is_part)
        return false;
    if (hidden->version == 1)
        return hidden->all.memory < hidden->least.memory ||
               hidden->all.with_swap < hidden->least.with_swap;
    return hidden_is_below_another(highest, HIDDEN_NOT_ON_ROOT);
}
