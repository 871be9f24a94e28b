/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cgroup on the path to the root that would break first.
 *
 * 1. A page is charged to all groups from the process's own to the root (try_charge_memcg,
 *    mm/memcontrol.c), and swapped out only where each of them lets it (memory.swap.max): swap is
 *    the same for all groups, the least on the path, and is added at the end.
 * 2. Version 1 limits memory and swap in one figure too, memory.memsw. Swap gives nothing there.
 * 3. memory.high is a limit of another kind: above it the kernel slows, and does not kill. It has
 *    who allocates swap out at once, and wait for that: swap is no room below it.
 */
#include "cgroup.h"

#include <errno.h>
#include <string.h>

#include "headroom.h"
#include "hidden.h"
#include "host/file.h"
#include "reclaimable.h"
#include "text.h"

#define DEFAULT_SWAPPINESS 60

static uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

/* The tightest group by each kind of limit, and what is of all groups on the path. */
struct search {
    struct cgroup_facts memory, with_swap;
    struct oom_kills *kills;
    const struct system_facts *system;
    bool copies, unseen, high_unseen, oom_is_unread;
    bool is_first; /* version 1 has the controller: there is no memory.high, seen or not */
    uint64_t swap_room, oom_group, high, high_used;
    int64_t high_room;
    char high_path[sizeof((struct cgroup_facts *)NULL)->high_path];
    struct hidden hidden;
    struct group_directory below; /* the group visited before, which this one holds */
};

/* FNV-1a: two paths that a process has had are not mistaken for one. */
static uint64_t hash_of(const char *path)
{
    uint64_t hash = 14695981039346656037U;
    for (; *path != '\0'; path++)
        hash = (hash ^ (unsigned char)*path) * 1099511628211U;
    return hash;
}

static void read_kills(struct group_directory *directory, struct oom_kills *kills)
{
    char text[160] = "";
    const char *file = directory->version == 2 ? "memory.events.local" : "memory.oom_control";
    if (directory_read(directory, file, text, sizeof text) < 0)
        return;
    uint64_t count = text_value(text, "oom_kill ");
    if (is_known(count))
        *kills = (struct oom_kills){count, hash_of(directory->path)};
}

static bool read_figures(struct search *search, struct group_directory *directory,
                         struct cgroup_facts *group)
{
    bool v2 = directory->version == 2;
    group->usage = directory_number(directory, v2 ? "memory.current" : "memory.usage_in_bytes");
    group->reclaimable =
        reclaimable_read(directory, v2 && !directory->is_own ? &search->below : NULL);
    return is_known(group->usage) && is_known(group->reclaimable);
}

static void keep_if_tighter(struct cgroup_facts *tightest, const struct cgroup_facts *group,
                            const struct group_directory *directory)
{
    if (headroom_below(group->limit, group) >= headroom_below(tightest->limit, tightest))
        return;
    *tightest = *group;
    directory_name(directory, tightest->path, sizeof tightest->path);
}

/* No more than most; UNKNOWN where that can't be read. */
static uint64_t swap_room_of(struct group_directory *directory, uint64_t most)
{
    uint64_t limit;
    if (!directory_limit(directory, "memory.swap.max", &limit))
        return UNKNOWN;
    if (!is_known(limit))
        return most;
    uint64_t usage = directory_number(directory, "memory.swap.current");
    if (!is_known(usage))
        return UNKNOWN;
    return less(limit, usage) < most ? less(limit, usage) : most;
}

/* One that could not be read may be set, so the others say nothing but where one is. */
static void look_at_oom_group(struct search *search, struct group_directory *directory)
{
    uint64_t whole;
    search->oom_is_unread |= !directory_limit(directory, "memory.oom.group", &whole);
    if (is_known(whole))
        search->oom_group = whole;
    if (search->oom_is_unread && search->oom_group != 1)
        search->oom_group = UNKNOWN;
}

/* In all groups alike; where one kills as a whole, so do those above it (mem_cgroup_get_oom_group,
 * mm/memcontrol.c). */
static void look_at_swap_and_oom_group(struct search *search, struct group_directory *directory,
                                       bool is_limited)
{
    if ((search->copies || is_limited) && search->oom_group != 1)
        look_at_oom_group(search, directory);
    if (is_known(search->swap_room) && search->swap_room != 0)
        search->swap_room = swap_room_of(directory, search->swap_room);
}

static void keep_if_lower(struct search *search, uint64_t high, const struct cgroup_facts *group,
                          const struct group_directory *directory)
{
    if (headroom_below(high, group) >= search->high_room)
        return;
    search->high = high;
    search->high_used = less(group->usage, group->reclaimable);
    search->high_room = headroom_below(high, group);
    directory_name(directory, search->high_path, sizeof search->high_path);
}

static void look_at_v2(struct search *search, struct group_directory *directory)
{
    struct cgroup_facts group = {.version = 2};
    uint64_t high = UNKNOWN;
    search->unseen |= !directory_limit(directory, "memory.max", &group.limit);
    hidden_note(&search->hidden, group.limit, UNKNOWN);
    if (search->copies)
        search->high_unseen |= !directory_limit(directory, "memory.high", &high);
    look_at_swap_and_oom_group(search, directory, is_known(group.limit));
    if (!is_known(group.limit) && !is_known(high))
        return;
    bool is_seen = read_figures(search, directory, &group);
    search->unseen |= !is_seen && is_known(group.limit);
    search->high_unseen |= !is_seen && is_known(high);
    group.oom_group = search->oom_group;
    keep_if_tighter(&search->memory, &group, directory);
    keep_if_lower(search, high, &group, directory);
}

/* memory.use_hierarchy was a choice until Linux 5.11 ("mm: memcg: deprecate the non-hierarchical
 * mode"), and where it is 0 nothing of the groups below is charged to this one. It is inherited, so
 * the groups between need not be asked. */
static bool is_charged(const struct search *search, struct group_directory *directory)
{
    uint64_t kernel = search->system->kernel;
    return directory->is_own || (is_known(kernel) && kernel >= KERNEL_VERSION(5, 11)) ||
           directory_number(directory, "memory.use_hierarchy") != 0;
}

static void look_at_v1(struct search *search, struct group_directory *directory)
{
    struct cgroup_facts group = {.version = 1, .oom_group = UNKNOWN};
    uint64_t both = UNKNOWN;
    search->unseen |= !directory_limit(directory, "memory.limit_in_bytes", &group.limit);
    if (search->system->swap_total != 0)
        search->unseen |= !directory_limit(directory, "memory.memsw.limit_in_bytes", &both);
    if ((!is_known(group.limit) && !is_known(both)) || !is_charged(search, directory))
        return;
    hidden_note(&search->hidden, group.limit, both);
    search->unseen |= !read_figures(search, directory, &group);
    keep_if_tighter(&search->memory, &group, directory);
    if (!is_known(both))
        return;
    group.limit = both;
    group.with_swap = true;
    group.usage = directory_number(directory, "memory.memsw.usage_in_bytes");
    search->unseen |= !is_known(group.usage);
    keep_if_tighter(&search->with_swap, &group, directory);
}

/* Reclaim for a cgroup's limit does not swap where swappiness is 0; that of the whole machine does
 * (get_scan_count, mm/vmscan.c). Version 2 has one for all (mem_cgroup_swappiness). */
static uint64_t swap_room_by_swappiness(struct group_directory *directory, uint64_t room)
{
    char text[16] = "";
    ssize_t got = directory->version == 1
                      ? directory_read(directory, "memory.swappiness", text, sizeof text)
                      : file_read("/proc/sys/vm/swappiness", text, sizeof text);
    uint64_t swappiness = got == -ENOENT ? DEFAULT_SWAPPINESS : text_whole_number(text);
    if (!is_known(swappiness))
        return UNKNOWN;
    return swappiness == 0 ? 0 : room;
}

static void visit(struct group_directory *directory, void *data)
{
    struct search *search = data;
    if (directory->is_own) {
        read_kills(directory, search->kills);
        hidden_begin(&search->hidden, directory, search->system->swap_total != 0);
        if (is_known(search->swap_room) && search->swap_room != 0)
            search->swap_room = swap_room_by_swappiness(directory, search->swap_room);
    }
    if (directory->version == 2)
        look_at_v2(search, directory);
    else
        look_at_v1(search, directory);
    search->below = *directory;
}

static void begin(struct search *search, struct oom_kills *kills, const struct system_facts *system,
                  bool copies)
{
    const struct cgroup_facts none = {.limit = UNKNOWN,
                                      .usage = UNKNOWN,
                                      .reclaimable = UNKNOWN,
                                      .swap_room = UNKNOWN,
                                      .oom_group = UNKNOWN,
                                      .high = UNKNOWN,
                                      .high_used = UNKNOWN};
    *kills = (struct oom_kills){.count = UNKNOWN};
    search->memory = search->with_swap = none;
    search->kills = kills;
    search->system = system;
    search->copies = copies;
    search->unseen = search->high_unseen = search->hidden.is_part = false;
    search->swap_room = system->swap_free;
    search->oom_group = search->high = search->high_used = UNKNOWN;
    search->high_room = HEADROOM_UNKNOWN;
    search->high_path[0] = '\0';
    search->is_first = search->oom_is_unread = false;
    search->below.version = 0;
}

static void finish_high(const struct search *search, bool may_be_hidden,
                        struct cgroup_facts *tightest)
{
    tightest->high = search->high;
    if (is_known(search->high))
        tightest->version = 2;
    tightest->high_used = search->high_used;
    strcpy(tightest->high_path, search->high_path);
    if (tightest->path[0] == '\0')
        strcpy(tightest->path, search->high_path);
    tightest->high_unseen = search->high_unseen || (may_be_hidden && !search->is_first);
}

static void finish(struct search *search, bool is_climbed, struct cgroup_facts *tightest)
{
    search->memory.swap_room = search->swap_room;
    search->with_swap.swap_room = 0;
    bool by_both = cgroup_headroom(&search->with_swap) < cgroup_headroom(&search->memory);
    *tightest = by_both ? search->with_swap : search->memory;
    bool unknown_swap = search->memory.version != 0 && !is_known(search->swap_room);
    bool may_be_hidden = !is_climbed || hidden_may_limit(&search->hidden, &search->below);
    tightest->unseen = search->unseen || unknown_swap || may_be_hidden;
    finish_high(search, may_be_hidden, tightest);
}

void cgroup_read_at(const struct cgroup_mount *mount, unsigned version, const char *path,
                    struct cgroup_facts *cgroup, const struct system_facts *system)
{
    struct search search;
    struct oom_kills kills;
    begin(&search, &kills, system, true);
    bool is_climbed = hierarchy_climb(mount, version, path, visit, &search);
    search.is_first = version == 1;
    finish(&search, is_climbed, cgroup);
}

void cgroup_read(struct cgroup_facts *tightest, struct oom_kills *kills,
                 const struct system_facts *system, pid_t pid, bool copies)
{
    struct search search;
    begin(&search, kills, system, copies);
    bool is_climbed = hierarchy_walk("memory", pid, visit, &search);
    /* Groups that were visited tell it; a second look is for where none was. */
    search.is_first = search.below.version != 0 ? search.below.version == 1
                                                : !is_climbed && hierarchy_is_first("memory", pid);
    finish(&search, is_climbed, tightest);
}
