/* SPDX-License-Identifier: Apache-2.0 */
/* What reclaim can give back of a cgroup's memory. */
#include "reclaimable.h"

#include "facts.h"
#include "text.h"

/* memory.stat of version 1 names its total_ figures last. */
#define STAT_BYTES 2048

#define NO_BOUND (UNKNOWN - 1)

static uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

/* Older kernels lack a line. One that is there and can't be read is unknown. */
static uint64_t value_or_zero(const char *stat, const char *name)
{
    return text_line(stat, name) == NULL ? 0 : text_value(stat, name);
}

/*
 * The lists of files have anonymous pages too that a process gave back by MADV_FREE
 * (lru_lazyfree_fn, mm/swap.c), and they stay there when it writes to them again. So no more than
 * there are pages of files: all that are cached, but for shared memory. The swap cache is none of a
 * cgroup's cached pages (__add_to_swap_cache, mm/swap_state.c).
 */
static uint64_t files_at_most(const char *stat, bool v2)
{
    const char *cached = v2 ? "file " : "total_cache ";
    if (text_line(stat, cached) == NULL)
        return NO_BOUND;
    uint64_t all = text_value(stat, cached);
    uint64_t shared = value_or_zero(stat, v2 ? "shmem " : "total_shmem ");
    return is_known(all) && is_known(shared) ? less(all, shared) : UNKNOWN;
}

uint64_t reclaimable_parse(const char *stat, unsigned version)
{
    bool v2 = version == 2;
    uint64_t files = text_sum(text_value(stat, v2 ? "inactive_file " : "total_inactive_file "),
                              text_value(stat, v2 ? "active_file " : "total_active_file "));
    uint64_t most = files_at_most(stat, v2);
    if (!is_known(files) || !is_known(most))
        return UNKNOWN;
    files = files < most ? files : most;
    uint64_t unwritten = text_sum(value_or_zero(stat, v2 ? "file_dirty " : "total_dirty "),
                                  value_or_zero(stat, v2 ? "file_writeback " : "total_writeback "));
    uint64_t slab = v2 ? value_or_zero(stat, "slab_reclaimable ") : 0;
    return is_known(unwritten) ? text_sum(less(files, unwritten), slab) : UNKNOWN;
}

/* Its text must be gone from the stack when the next file is read. */
__attribute__((noinline)) static uint64_t read_stat(struct group_directory *directory)
{
    char stat[STAT_BYTES] = "";
    (void)directory_read(directory, "memory.stat", stat, sizeof stat);
    return reclaimable_parse(stat, directory->version);
}

/*
 * What memory.min keeps of the group below (mem_cgroup_below_min, mm/vmscan.c): its memory up to
 * that figure. memory.low keeps nothing once the OOM killer would have to come.
 */
static uint64_t less_protected(uint64_t reclaimable, struct group_directory *below)
{
    char text[32] = "0\n"; /* before Linux 4.18 there is no such file */
    (void)directory_read(below, "memory.min", text, sizeof text);
    uint64_t least = hierarchy_parse_limit(text); /* UNKNOWN, which is more than any: "max" */
    if (least == 0 || !is_known(reclaimable))
        return reclaimable;
    uint64_t usage = directory_number(below, "memory.current");
    uint64_t files = read_stat(below);
    if (!is_known(usage) || !is_known(files))
        return UNKNOWN;
    return less(reclaimable, less(files, less(usage, least)));
}

uint64_t reclaimable_read(struct group_directory *directory, struct group_directory *below)
{
    uint64_t reclaimable = read_stat(directory);
    return below == NULL ? reclaimable : less_protected(reclaimable, below);
}
