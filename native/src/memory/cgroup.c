/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroup on the path to the root that would break first. */
#include "cgroup.h"

#include <string.h>

#include "hierarchy.h"
#include "text.h"

/* memory.stat of version 1 names its total_ figures last. */
#define STAT_BYTES 1536

uint64_t cgroup_parse_reclaimable(const char *stat, unsigned version)
{
    static const char *const keys[2][3] = {
        {"total_inactive_file ", "total_active_file ", NULL},
        {"inactive_file ", "active_file ", "slab_reclaimable "},
    };
    uint64_t sum = 0;
    for (unsigned i = 0; i < 3 && keys[version - 1][i] != NULL; i++) {
        uint64_t value = text_value(stat, keys[version - 1][i]);
        if (is_known(value))
            sum = text_sum(sum, value);
    }
    return sum;
}

uint64_t cgroup_headroom(const struct cgroup_facts *cgroup)
{
    if (cgroup->version == 0 || !is_known(cgroup->limit) || !is_known(cgroup->usage))
        return UNKNOWN;
    uint64_t left = cgroup->limit > cgroup->usage ? cgroup->limit - cgroup->usage : 0;
    return text_sum(text_sum(left, cgroup->reclaimable), cgroup->swap_room);
}

static uint64_t room(uint64_t limit, uint64_t usage)
{
    return limit > usage ? limit - usage : 0;
}

static uint64_t swap_room_in(struct group_directory *directory, unsigned version,
                             uint64_t memory_room, uint64_t swap_free)
{
    if (!is_known(swap_free) || swap_free == 0)
        return 0;
    bool v2 = version == 2;
    uint64_t limit =
        directory_number(directory, v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
    uint64_t usage =
        directory_number(directory, v2 ? "memory.swap.current" : "memory.memsw.usage_in_bytes");
    if (!is_known(limit) || !is_known(usage))
        return swap_free;
    /* memsw is memory and swap in one figure: what memory alone can still take is not swap. */
    uint64_t left = v2 ? room(limit, usage) : room(room(limit, usage), memory_room);
    return left < swap_free ? left : swap_free;
}

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

/* Its text must be gone from the stack when the next file is read. */
__attribute__((noinline)) static void read_group(struct group_directory *directory,
                                                 struct cgroup_facts *group, uint64_t swap_free)
{
    bool v2 = group->version == 2;
    group->usage = directory_number(directory, v2 ? "memory.current" : "memory.usage_in_bytes");
    char stat[STAT_BYTES] = "";
    (void)directory_read(directory, "memory.stat", stat, sizeof stat);
    group->reclaimable = cgroup_parse_reclaimable(stat, group->version);
    group->swap_room =
        swap_room_in(directory, group->version, room(group->limit, group->usage), swap_free);
    group->oom_group = v2 ? directory_number(directory, "memory.oom.group") : UNKNOWN;
}

static void keep_if_tighter(struct cgroup_facts *tightest, const struct cgroup_facts *group,
                            const char *path)
{
    uint64_t headroom = cgroup_headroom(group);
    if (!is_known(headroom) || headroom >= cgroup_headroom(tightest))
        return;
    bool unseen = tightest->unseen;
    *tightest = *group;
    tightest->unseen = unseen;
    strncpy(tightest->path, path, sizeof tightest->path - 1);
    tightest->path[sizeof tightest->path - 1] = '\0';
}

struct search {
    struct cgroup_facts *tightest;
    struct oom_kills *kills;
    uint64_t swap_free;
};

static void visit(struct group_directory *directory, void *data)
{
    const struct search *search = data;
    struct cgroup_facts group = {.version = directory->version};
    if (directory->is_own)
        read_kills(directory, search->kills);
    group.limit =
        directory_number(directory, group.version == 2 ? "memory.max" : "memory.limit_in_bytes");
    if (!is_known(group.limit))
        return;
    read_group(directory, &group, search->swap_free);
    keep_if_tighter(search->tightest, &group, directory_group(directory));
}

void cgroup_read(struct cgroup_facts *tightest, struct oom_kills *kills,
                 const struct system_facts *system, pid_t pid)
{
    *kills = (struct oom_kills){.count = UNKNOWN};
    *tightest = (struct cgroup_facts){.limit = UNKNOWN,
                                      .usage = UNKNOWN,
                                      .reclaimable = UNKNOWN,
                                      .swap_room = UNKNOWN,
                                      .oom_group = UNKNOWN};
    struct search search = {tightest, kills, system->swap_free};
    tightest->unseen = !hierarchy_walk("memory", pid, visit, &search);
}
