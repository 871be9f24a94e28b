/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which file of its memory cgroups could not be read. Their facts tell no more than that there is
 * one (memory/cgroup.c), so each that they need is tried again.
 */
#include "look.h"

#include <errno.h>
#include <string.h>

#include "host/file.h"
#include "memory/hidden.h"
#include "memory/hierarchy.h"
#include "memory/reclaimable.h"
#include "memory/text.h"

static void need_stat(struct look *look, struct group_directory *directory, const char *facts)
{
    char first[2];
    if (!is_known(reclaimable_read(directory, NULL)))
        look_put(look, directory, "memory.stat", facts,
                 directory_read(directory, "memory.stat", first, sizeof first));
}

/* What memory.min keeps of the group below is taken off what this one can give back. */
static void need_protection(struct look *look, struct group_directory *below)
{
    static const char facts[] = "what of a memory cgroup that it is in is protected";
    uint64_t least = look_limit(look, below, "memory.min", facts);
    if (!is_known(least) || least == 0)
        return;
    look_number(look, below, "memory.current", facts);
    need_stat(look, below, facts);
}

static void need_figures(struct look *look, struct group_directory *directory)
{
    bool v2 = directory->version == 2;
    look_number(look, directory, v2 ? "memory.current" : "memory.usage_in_bytes",
                "what a memory cgroup that it is in uses");
    need_stat(look, directory, "what a memory cgroup that it is in can give back");
    if (v2 && !directory->is_own)
        need_protection(look, &look->below);
}

/* Told of the tightest group, and of those below it that the process is in. */
static void need_oom_group(struct look *look, struct group_directory *directory)
{
    struct cgroup_facts *cgroup = &look->inspection->event.facts.cgroup;
    char text[32];
    if (cgroup->version != 2 || !is_known(cgroup->limit) || cgroup->oom_group == 1)
        return;
    ssize_t got = directory_read(directory, "memory.oom.group", text, sizeof text);
    if (got == -ENOENT || (got >= 0 && is_known(hierarchy_parse_limit(text))))
        return;
    look_put(look, directory, "memory.oom.group", "whether the OOM killer takes the whole cgroup",
             got);
    cgroup->oom_group = UNKNOWN;
}

static void look_at_v2(struct look *look, struct group_directory *directory)
{
    uint64_t limit =
        look_limit(look, directory, "memory.max", "the limit of a memory cgroup that it is in");
    uint64_t high =
        look_limit(look, directory, "memory.high", "above what a cgroup that it is in is slowed");
    hidden_note(&look->hidden, limit, UNKNOWN);
    need_oom_group(look, directory);
    if (look->swaps && is_known(look_limit(look, directory, "memory.swap.max",
                                           "how much swap a cgroup that it is in may take")))
        look_number(look, directory, "memory.swap.current",
                    "how much swap a cgroup that it is in has taken");
    if (is_known(limit) || is_known(high))
        need_figures(look, directory);
}

static bool is_charged(const struct look *look, struct group_directory *directory)
{
    uint64_t kernel = look->inspection->event.facts.system.kernel;
    return directory->is_own || (is_known(kernel) && kernel >= KERNEL_VERSION(5, 11)) ||
           directory_number(directory, "memory.use_hierarchy") != 0;
}

static void look_at_v1(struct look *look, struct group_directory *directory)
{
    uint64_t both = UNKNOWN, limit = look_limit(look, directory, "memory.limit_in_bytes",
                                                "the limit of a memory cgroup that it is in");
    if (look->inspection->event.facts.system.swap_total != 0)
        both = look_limit(look, directory, "memory.memsw.limit_in_bytes",
                          "the limit on memory and swap of a cgroup that it is in");
    if ((!is_known(limit) && !is_known(both)) || !is_charged(look, directory))
        return;
    hidden_note(&look->hidden, limit, both);
    need_figures(look, directory);
    if (is_known(both))
        look_number(look, directory, "memory.memsw.usage_in_bytes",
                    "what memory and swap a cgroup that it is in uses");
}

/* Of version 1 that tells of groups above the highest that is seen. */
static void begin_hidden(struct look *look, struct group_directory *own)
{
    char first[2];
    hidden_begin(&look->hidden, own, look->inspection->event.facts.system.swap_total != 0);
    if (!own->is_part || own->version != 1)
        return;
    ssize_t got = directory_read(own, "memory.stat", first, sizeof first);
    if (got < 0)
        look_put(look, own, "memory.stat", "the limits of the memory cgroups above it", got);
}

/* Where it is 0 no file about swap matters, and where it can't be read none is asked. */
static void look_at_swappiness(struct look *look, struct group_directory *own)
{
    static const char path[] = "/proc/sys/vm/swappiness", facts[] = "whether its memory is swapped";
    uint64_t swap_free = look->inspection->event.facts.system.swap_free;
    if (swap_free == 0 || !is_known(swap_free))
        return;
    char text[16] = "";
    bool v1 = own->version == 1;
    ssize_t got = v1 ? directory_read(own, "memory.swappiness", text, sizeof text)
                     : file_read(path, text, sizeof text);
    uint64_t swappiness = text_whole_number(text);
    look->swaps = got == -ENOENT || (is_known(swappiness) && swappiness != 0);
    if (got == -ENOENT || is_known(swappiness))
        return;
    if (v1)
        look_put(look, own, "memory.swappiness", facts, got);
    else
        gap_put_of(look->inspection, path, facts);
    look->found = true;
}

static void visit_memory(struct group_directory *directory, void *data)
{
    struct look *look = data;
    if (directory->is_own) {
        begin_hidden(look, directory);
        look_at_swappiness(look, directory);
    }
    if (directory->version == 2)
        look_at_v2(look, directory);
    else
        look_at_v1(look, directory);
    look->below = *directory;
    if (directory->length == directory->shortest)
        look->is_above = hidden_may_limit(&look->hidden, directory);
}

static bool is_memory_missing(const struct cgroup_facts *cgroup)
{
    bool is_limited = cgroup->version == 2 && is_known(cgroup->limit);
    bool lacks_swap = cgroup->version != 0 && !is_known(cgroup->swap_room);
    return cgroup->unseen || cgroup->high_unseen || lacks_swap ||
           (is_limited && cgroup->oom_group != 1);
}

void gaps_find_in_memory_cgroups(struct inspection *inspection)
{
    struct look look = {.inspection = inspection};
    const struct cgroup_facts *cgroup = &inspection->event.facts.cgroup;
    if (!is_memory_missing(cgroup))
        return;
    bool is_climbed = hierarchy_walk("memory", inspection->event.inspected, visit_memory, &look);
    if (cgroup->unseen || cgroup->high_unseen)
        look_end(&look, is_climbed, "a memory cgroup that it is in: there may be a tighter one");
}
