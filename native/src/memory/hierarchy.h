/* SPDX-License-Identifier: Apache-2.0 */
/* The way from a process's cgroup up to the root that it can see. */
#ifndef SPAWNRISK_MEMORY_HIERARCHY_H
#define SPAWNRISK_MEMORY_HIERARCHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "mounts.h"

/*
 * The path of the controller's group ("memory", "pids", "hugetlb") from a line of
 * /proc/thread-self/cgroup (cgroups(7)): "0::/a/b" is version 2, "4:memory:/a/b" version 1. Returns
 * the version, 0 for other lines.
 */
unsigned hierarchy_parse_line(const char *line, const char *controller, const char **path);

/*
 * The part of path below a mount's root, "" for that root itself. Both are as seen from this
 * process's cgroup namespace, and begin with "/.." where they are outside of it (cgroup_namespaces
 * (7)). NULL where path is not below the root, or by names that nobody tells us.
 */
const char *hierarchy_below_root(const char *path, const char *root);

/* UNKNOWN for version 1's number that means "no limit". */
uint64_t hierarchy_limit(uint64_t number);
/* A limit file's content: UNKNOWN for "max" and for version 1's number that means "no limit". */
uint64_t hierarchy_parse_limit(const char *text);
/* The same; false where it is neither of both nor a number. */
bool hierarchy_parse_limit_file(const char *text, uint64_t *limit);

/* One group's directory, with room for a file's name behind it. */
struct group_directory {
    char path[512];
    size_t length, shortest;
    unsigned version;
    bool is_own;  /* the process is in this one; in the others it is below */
    bool is_part; /* there may be groups above the highest that is visited */
};

/* Called with each group from the process's own to the root. */
typedef void group_visitor(struct group_directory *directory, void *data);

/*
 * From the groups of a process. False where there is, or may be, a group on the path that can't be
 * looked at: its hierarchy is not mounted, or not that part of it, or a path is too long.
 * Async-signal-safe, as are the readers below.
 */
bool hierarchy_walk(const char *controller, pid_t pid, group_visitor *visit, void *data);

/* Whether version 1 has the controller, and version 2 then hasn't (cgroups(7)); false where nobody
 * tells. */
bool hierarchy_is_first(const char *controller, pid_t pid);

/* The same where mount and path are known. */
bool hierarchy_climb(const struct cgroup_mount *mount, unsigned version, const char *path,
                     group_visitor *visit, void *data);

/* The group's own path, as the kernel names it below the mount. */
const char *directory_group(const struct group_directory *directory);
/* The same in a field: of one that does not fit the end, which tells it from its neighbours, behind
 * "...". */
void directory_name(const struct group_directory *directory, char *name, size_t size);

ssize_t directory_read(struct group_directory *directory, const char *file, char *text,
                       size_t size);
uint64_t directory_number(struct group_directory *directory, const char *file);
/* UNKNOWN where no limit is set, or the group has no such file, as the root has not. False where
 * there is one and it could not be read. */
bool directory_limit(struct group_directory *directory, const char *file, uint64_t *limit);

#endif
