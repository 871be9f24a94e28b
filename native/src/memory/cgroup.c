/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroup on the path to the root that would break first. */
#include "cgroup.h"

#include <string.h>

#include "host/file.h"
#include "mounts.h"
#include "text.h"

/* memory.stat of version 1 names its total_ figures last. */
#define STAT_BYTES 1536
#define PATH_BYTES 512

/* Version 1 writes "no limit" as LONG_MAX rounded down to a page, 64 KiB pages included. */
#define V1_NO_LIMIT (INT64_MAX - 0xFFFFU)

unsigned cgroup_parse_line(const char *line, const char **path)
{
    const char *controllers = strchr(line, ':');
    if (controllers == NULL)
        return 0;
    const char *end = strchr(++controllers, ':');
    if (end == NULL)
        return 0;
    *path = end + 1;
    if (strncmp(line, "0::", 3) == 0)
        return 2;
    for (const char *at = controllers; at < end; at += strcspn(at, ",:") + 1)
        if (strncmp(at, "memory", 6) == 0 && (at[6] == ',' || at[6] == ':'))
            return 1;
    return 0;
}

uint64_t cgroup_parse_limit(const char *text)
{
    uint64_t limit = text_number(text, NULL);
    return is_known(limit) && limit < V1_NO_LIMIT ? limit : UNKNOWN;
}

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

const char *cgroup_below_root(const char *path, const char *root)
{
    size_t length = strcmp(root, "/") == 0 ? 0 : strlen(root);
    bool below = strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == '\0');
    return below && strcmp(path, "/") != 0 ? path + length : "";
}

/* A directory's path that is shortened step by step, with room for a file's name behind it. */
struct directory {
    char path[PATH_BYTES];
    size_t length;
};

static ssize_t read_in(struct directory *directory, const char *file, char *text, size_t size)
{
    directory->path[directory->length] = '/';
    strcpy(directory->path + directory->length + 1, file);
    ssize_t got = file_read(directory->path, text, size);
    directory->path[directory->length] = '\0';
    return got;
}

static uint64_t limit_in(struct directory *directory, const char *file)
{
    char text[32];
    return read_in(directory, file, text, sizeof text) < 0 ? UNKNOWN : cgroup_parse_limit(text);
}

static uint64_t room(uint64_t limit, uint64_t usage)
{
    return limit > usage ? limit - usage : 0;
}

static uint64_t swap_room_in(struct directory *directory, unsigned version, uint64_t memory_room,
                             uint64_t swap_free)
{
    if (!is_known(swap_free) || swap_free == 0)
        return 0;
    bool v2 = version == 2;
    uint64_t limit = limit_in(directory, v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
    uint64_t usage =
        limit_in(directory, v2 ? "memory.swap.current" : "memory.memsw.usage_in_bytes");
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

static void read_kills(struct directory *directory, struct oom_kills *kills, unsigned version)
{
    char text[160] = "";
    bool v2 = version == 2;
    if (read_in(directory, v2 ? "memory.events.local" : "memory.oom_control", text, sizeof text) <
        0)
        return;
    uint64_t count = text_value(text, "oom_kill ");
    if (is_known(count))
        *kills = (struct oom_kills){count, hash_of(directory->path)};
}

/* Its text must be gone from the stack when the next file is read; so must walk_to_root's. */
__attribute__((noinline)) static void read_group(struct directory *directory,
                                                 struct cgroup_facts *group, uint64_t swap_free)
{
    bool v2 = group->version == 2;
    group->usage = limit_in(directory, v2 ? "memory.current" : "memory.usage_in_bytes");
    char stat[STAT_BYTES] = "";
    (void)read_in(directory, "memory.stat", stat, sizeof stat);
    group->reclaimable = cgroup_parse_reclaimable(stat, group->version);
    group->swap_room =
        swap_room_in(directory, group->version, room(group->limit, group->usage), swap_free);
    group->oom_group = v2 ? limit_in(directory, "memory.oom.group") : UNKNOWN;
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
    strncpy(tightest->path, *path == '\0' ? "/" : path, sizeof tightest->path - 1);
    tightest->path[sizeof tightest->path - 1] = '\0';
}

static void cut_last_component(struct directory *directory, size_t shortest)
{
    while (directory->length > shortest && directory->path[directory->length] != '/')
        directory->length--;
    directory->path[directory->length] = '\0';
}

__attribute__((noinline)) static void walk_to_root(const struct cgroup_mount *mount,
                                                   unsigned version, const char *path,
                                                   struct cgroup_facts *tightest,
                                                   struct oom_kills *kills, uint64_t swap_free)
{
    struct directory directory;
    const char *below = cgroup_below_root(path, mount->root);
    size_t shortest = strlen(mount->point), longest = shortest + strlen(below);
    if (longest + sizeof "/memory.memsw.limit_in_bytes" > sizeof directory.path) {
        tightest->unseen = true;
        return;
    }
    memcpy(directory.path, mount->point, shortest);
    strcpy(directory.path + shortest, below);
    directory.length = longest;
    read_kills(&directory, kills, version);
    for (;;) {
        struct cgroup_facts group = {.version = version};
        group.limit = limit_in(&directory, version == 2 ? "memory.max" : "memory.limit_in_bytes");
        if (is_known(group.limit)) {
            read_group(&directory, &group, swap_free);
            keep_if_tighter(tightest, &group, directory.path + shortest);
        }
        if (directory.length == shortest)
            return;
        cut_last_component(&directory, shortest);
    }
}

/* Where the process is in each hierarchy; empty: not in it, or by a path that is too long for us.
 */
struct paths {
    char v1[PATH_BYTES];
    char v2[PATH_BYTES];
    bool cut;
};

/* Line by line: a dozen hierarchies with the long paths of a pod are more than fits on a stack. */
__attribute__((noinline)) static void read_paths(struct paths *paths)
{
    paths->v1[0] = paths->v2[0] = '\0';
    paths->cut = false;
    struct lines lines;
    if (!lines_open(&lines, "/proc/self/cgroup"))
        return;
    const char *line;
    while ((line = lines_next(&lines)) != NULL) {
        const char *path;
        unsigned version = cgroup_parse_line(line, &path);
        if (version != 0 && strlen(path) < PATH_BYTES)
            strcpy(version == 2 ? paths->v2 : paths->v1, path);
        else if (version != 0)
            paths->cut = true;
    }
    lines_close(&lines);
}

void cgroup_read(struct cgroup_facts *tightest, struct oom_kills *kills,
                 const struct system_facts *system)
{
    *kills = (struct oom_kills){.count = UNKNOWN};
    *tightest = (struct cgroup_facts){.limit = UNKNOWN,
                                      .usage = UNKNOWN,
                                      .reclaimable = UNKNOWN,
                                      .swap_room = UNKNOWN,
                                      .oom_group = UNKNOWN};
    struct cgroup_mounts mounts;
    mounts_find(&mounts);
    struct paths paths;
    read_paths(&paths);
    tightest->unseen = paths.cut;
    if (paths.v1[0] != '\0' && mounts.v1.point[0] != '\0')
        walk_to_root(&mounts.v1, 1, paths.v1, tightest, kills, system->swap_free);
    if (paths.v2[0] != '\0' && mounts.v2.point[0] != '\0')
        walk_to_root(&mounts.v2, 2, paths.v2, tightest, kills, system->swap_free);
}
