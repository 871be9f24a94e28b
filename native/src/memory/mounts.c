/* SPDX-License-Identifier: Apache-2.0 */
/* Where the hierarchies of the controllers that we ask are mounted. */
#include "mounts.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#include "host/file.h"
#include "host/raw.h"
#include "text.h"

#define MOUNTINFO_ROOT  3
#define MOUNTINFO_POINT 4

static bool has_option(const char *options, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = options; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, name, length) == 0 && strchr(", \n", at[length]) != NULL)
            return true;
    }
    return false;
}

/* How much of a hierarchy a mount shows: the less, the more. One that begins above this process's
 * cgroup namespace ("/..") hides the names of the groups between. */
static size_t hidden_by(const char *root)
{
    bool above = strncmp(root, "/..", 3) == 0 && (root[3] == '/' || root[3] == '\0');
    return strlen(root) + (above ? sizeof((struct cgroup_mount){0}).root : 0);
}

/* Of several mounts of a kind the one that shows most, and of equals the first: it is the one that
 * the host's own tools use. */
static void keep(struct cgroup_mount *mount, const char *root, const char *point)
{
    struct cgroup_mount next = {.is_part = false};
    if (!text_mount_field(root, next.root, sizeof next.root) ||
        !text_mount_field(point, next.point, sizeof next.point))
        return;
    if (mount->point[0] == '\0' || hidden_by(next.root) < hidden_by(mount->root))
        *mount = next;
}

void mounts_parse_line(struct cgroup_mounts *mounts, const char *line)
{
    const char *root = text_field(line, MOUNTINFO_ROOT);
    const char *point = text_field(line, MOUNTINFO_POINT);
    const char *type = strstr(line, " - ");
    if (root == NULL || point == NULL || type == NULL)
        return;
    type += strlen(" - ");
    const char *options = text_field(type, 2);
    if (strncmp(type, "cgroup2 ", strlen("cgroup2 ")) == 0)
        keep(&mounts->v2, root, point);
    if (strncmp(type, "cgroup ", strlen("cgroup ")) != 0 || options == NULL)
        return;
    if (has_option(options, "memory"))
        keep(&mounts->v1, root, point);
    if (has_option(options, "pids"))
        keep(&mounts->v1_pids, root, point);
    if (has_option(options, "hugetlb"))
        keep(&mounts->v1_hugetlb, root, point);
}

/* False where that is not all, as at the limit of descriptors: a mount may be missing. */
static bool read_mountinfo(struct cgroup_mounts *mounts)
{
    *mounts = (struct cgroup_mounts){0};
    struct lines lines;
    if (!lines_open(&lines, "/proc/thread-self/mountinfo"))
        return false;
    const char *line;
    while ((line = lines_next(&lines)) != NULL)
        mounts_parse_line(mounts, line);
    lines_close(&lines);
    return !lines.failed;
}

/* PROC_CGROUP_INIT_INO (include/linux/proc_ns.h). */
#define FIRST_NAMESPACE 0xEFFFFFFBU

/* A kernel without such namespaces has no file for them. 0: not known. */
static __attribute__((noinline)) uint64_t own_namespace(void)
{
    struct stat status = {0};
    int error = raw_stat("/proc/thread-self/ns/cgroup", &status);
    if (error != 0)
        return error == -ENOENT ? FIRST_NAMESPACE : 0;
    return status.st_ino;
}

bool mounts_in_first_namespace(void)
{
    return own_namespace() == FIRST_NAMESPACE;
}

static void mark_parts(struct cgroup_mounts *mounts, uint64_t namespace)
{
    struct cgroup_mount *all[] = {&mounts->v1, &mounts->v1_pids, &mounts->v1_hugetlb, &mounts->v2};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        all[i]->is_part = namespace != FIRST_NAMESPACE || strcmp(all[i]->root, "/") != 0;
}

/* One for each cgroup namespace that the process has been in, so that none is ever written anew
 * while another thread reads it. A process with more reads its mounts each time. */
#define NAMESPACES 4

enum { EMPTY, BEING_FILLED, FILLED };

static struct kept {
    uint64_t namespace;
    atomic_int state;
    struct cgroup_mounts mounts;
} kept[NAMESPACES];

static bool is_filled(struct kept *place)
{
    return atomic_load_explicit(&place->state, memory_order_acquire) == FILLED;
}

static void keep_mounts(const struct cgroup_mounts *mounts, uint64_t namespace)
{
    for (int i = 0; i < NAMESPACES; i++) {
        int expected = EMPTY;
        /* Nobody waits for the filler: a fork may have left it behind in the parent. */
        if (!atomic_compare_exchange_strong(&kept[i].state, &expected, BEING_FILLED))
            continue;
        kept[i].namespace = namespace;
        kept[i].mounts = *mounts;
        atomic_store_explicit(&kept[i].state, FILLED, memory_order_release);
        return;
    }
}

void mounts_find(struct cgroup_mounts *mounts)
{
    uint64_t namespace = own_namespace();
    for (int i = 0; i < NAMESPACES; i++) {
        if (!is_filled(&kept[i]) || kept[i].namespace != namespace)
            continue;
        *mounts = kept[i].mounts;
        return;
    }
    bool is_whole = read_mountinfo(mounts);
    mark_parts(mounts, namespace);
    if (is_whole)
        keep_mounts(mounts, namespace);
}
