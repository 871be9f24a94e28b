/* SPDX-License-Identifier: Apache-2.0 */
/* The way from a process's cgroup up to the root that it can see. */
#include "hierarchy.h"

#include <errno.h>
#include <string.h>

#include "facts.h"
#include "host/file.h"
#include "host/raw.h"
#include "text.h"

#define PATH_BYTES 512

/* Version 1 writes "no limit" as LONG_MAX rounded down to a page, 64 KiB pages included. */
#define V1_NO_LIMIT (INT64_MAX - 0xFFFFU)

#define LONGEST_FILE "/hugetlb.1023MB.limit_in_bytes"

unsigned hierarchy_parse_line(const char *line, const char *controller, const char **path)
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
    size_t length = strlen(controller);
    for (const char *at = controllers; at < end; at += strcspn(at, ",:") + 1)
        if (strncmp(at, controller, length) == 0 && (at[length] == ',' || at[length] == ':'))
            return 1;
    return 0;
}

/* "4:cpu,memory:/a/b" (proc_cgroup_show, kernel/cgroup/cgroup.c). */
static bool is_a_groups_line(const char *line)
{
    size_t digits = strspn(line, "0123456789");
    const char *path = line[digits] == ':' ? strchr(line + digits + 1, ':') : NULL;
    return digits > 0 && path != NULL && path[1] == '/';
}

/* Steps up from the namespace's root, one for each "/.." at the start; *path then is behind them.
 */
static unsigned steps_up(const char **path)
{
    unsigned steps = 0;
    for (; strncmp(*path, "/..", 3) == 0 && ((*path)[3] == '/' || (*path)[3] == '\0'); steps++)
        *path += 3;
    if (strcmp(*path, "/") == 0)
        *path += 1;
    return steps;
}

const char *hierarchy_below_root(const char *path, const char *root)
{
    if (steps_up(&path) != steps_up(&root))
        return NULL;
    size_t length = strlen(root);
    if (strncmp(path, root, length) != 0 || (path[length] != '/' && path[length] != '\0'))
        return NULL;
    const char *below = path + length, *rest = below;
    return steps_up(&rest) == 0 ? below : NULL;
}

uint64_t hierarchy_limit(uint64_t number)
{
    return number < V1_NO_LIMIT ? number : UNKNOWN;
}

uint64_t hierarchy_parse_limit(const char *text)
{
    return hierarchy_limit(text_whole_number(text));
}

bool hierarchy_parse_limit_file(const char *text, uint64_t *limit)
{
    *limit = hierarchy_parse_limit(text);
    return is_known(text_whole_number(text)) || strcmp(text, "max\n") == 0;
}

const char *directory_group(const struct group_directory *directory)
{
    const char *group = directory->path + directory->shortest;
    return *group == '\0' ? "/" : group;
}

void directory_name(const struct group_directory *directory, char *name, size_t size)
{
    static const char cut[] = "...";
    const char *group = directory_group(directory);
    size_t length = strlen(group);
    if (length < size)
        strcpy(name, group);
    else
        strcpy(stpcpy(name, cut), group + length - (size - sizeof cut));
}

ssize_t directory_read(struct group_directory *directory, const char *file, char *text, size_t size)
{
    directory->path[directory->length] = '/';
    strcpy(directory->path + directory->length + 1, file);
    ssize_t got = file_read(directory->path, text, size);
    directory->path[directory->length] = '\0';
    return got;
}

uint64_t directory_number(struct group_directory *directory, const char *file)
{
    char text[32];
    return directory_read(directory, file, text, sizeof text) < 0 ? UNKNOWN
                                                                  : hierarchy_parse_limit(text);
}

bool directory_limit(struct group_directory *directory, const char *file, uint64_t *limit)
{
    char text[32];
    *limit = UNKNOWN;
    ssize_t got = directory_read(directory, file, text, sizeof text);
    return got == -ENOENT || (got > 0 && hierarchy_parse_limit_file(text, limit));
}

static void cut_last_component(struct group_directory *directory)
{
    while (directory->length > directory->shortest && directory->path[directory->length] != '/')
        directory->length--;
    directory->path[directory->length] = '\0';
}

/* False where the path is too long, or not in the part that is mounted. */
static bool enter(struct group_directory *directory, const struct cgroup_mount *mount,
                  const char *path)
{
    const char *below = hierarchy_below_root(path, mount->root);
    if (below == NULL)
        return false;
    directory->is_own = true;
    directory->is_part = mount->is_part;
    directory->shortest = strlen(mount->point);
    directory->length = directory->shortest + strlen(below);
    if (directory->length + sizeof LONGEST_FILE > sizeof directory->path)
        return false;
    memcpy(directory->path, mount->point, directory->shortest);
    strcpy(directory->path + directory->shortest, below);
    return true;
}

/* The root of all groups has no limit. A namespace's root may have one (cgroup_namespaces(7)). */
static bool is_root_of_all(const char *path)
{
    return strcmp(path, "/") == 0 && mounts_in_first_namespace();
}

static bool exists(const char *directory)
{
    struct stat status;
    return raw_stat(directory, &status) == 0;
}

/* Kept off the frame of its caller, which is deep while it reads the lines. */
__attribute__((noinline)) bool hierarchy_climb(const struct cgroup_mount *mount, unsigned version,
                                               const char *path, group_visitor *visit, void *data)
{
    struct group_directory directory = {.version = version};
    if (path[0] == '\0')
        return true;
    if (mount->point[0] == '\0')
        return is_root_of_all(path);
    if (!enter(&directory, mount, path))
        return false;
    bool seen = exists(directory.path);
    for (;;) {
        visit(&directory, data);
        if (directory.length == directory.shortest)
            return seen;
        cut_last_component(&directory);
        directory.is_own = false;
    }
}

/* Where the process is in each hierarchy; empty: not in it, or by a path that is too long for us.
 */
struct paths {
    char v1[PATH_BYTES];
    char v2[PATH_BYTES];
    bool cut, none;
};

/* Line by line: a dozen hierarchies with the long paths of a pod are more than fits on a stack. */
__attribute__((noinline)) static void read_paths(const char *controller, pid_t pid,
                                                 struct paths *paths)
{
    char file[TEXT_PROCESS_PATH_BYTES];
    /* In a hierarchy of version 1 a thread that has ended is shown in the root (proc_cgroup_show,
     * kernel/cgroup/cgroup.c), and a thread may have a group of its own. */
    text_thread_path(file, pid, "cgroup");
    paths->v1[0] = paths->v2[0] = '\0';
    paths->cut = paths->none = false;
    struct lines lines;
    if (!lines_open(&lines, file)) {
        paths->cut = lines.fd != -ENOENT; /* a kernel without cgroups has no such file */
        return;
    }
    const char *line;
    paths->none = true;
    while ((line = lines_next(&lines)) != NULL) {
        const char *path;
        paths->none = false;
        paths->cut |= !is_a_groups_line(line);
        unsigned version = hierarchy_parse_line(line, controller, &path);
        if (version != 0 && strlen(path) < PATH_BYTES)
            strcpy(version == 2 ? paths->v2 : paths->v1, path);
        else if (version != 0)
            paths->cut = true;
    }
    paths->cut |= lines.failed || lines.skipped;
    lines_close(&lines);
}

static const struct cgroup_mount *mount_of(const struct cgroup_mounts *mounts,
                                           const char *controller)
{
    if (strcmp(controller, "pids") == 0)
        return &mounts->v1_pids;
    return strcmp(controller, "hugetlb") == 0 ? &mounts->v1_hugetlb : &mounts->v1;
}

bool hierarchy_walk(const char *controller, pid_t pid, group_visitor *visit, void *data)
{
    struct cgroup_mounts mounts;
    mounts_find(&mounts);
    struct paths paths;
    read_paths(controller, pid, &paths);
    bool v1 = hierarchy_climb(mount_of(&mounts, controller), 1, paths.v1, visit, data);
    /* Each process is in a group of each hierarchy that there is. */
    bool is_mounted = mounts.v1.point[0] != '\0' || mounts.v2.point[0] != '\0';
    /* A controller that version 1 has, version 2 has not (cgroups(7)). */
    bool v2 = paths.v1[0] != '\0' || hierarchy_climb(&mounts.v2, 2, paths.v2, visit, data);
    return v1 && v2 && !paths.cut && !(paths.none && is_mounted);
}

bool hierarchy_is_first(const char *controller, pid_t pid)
{
    struct paths paths;
    read_paths(controller, pid, &paths);
    return paths.v1[0] != '\0';
}
