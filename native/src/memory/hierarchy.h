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
 * The path of the controller's group ("memory", "pids") from a line of /proc/self/cgroup
 * (cgroups(7)): "0::/a/b" is version 2, "4:memory:/a/b" version 1. Returns the version, 0 for
 * other lines.
 */
unsigned hierarchy_parse_line(const char *line, const char *controller, const char **path);

/* Whether the group of that path can be seen at a mount of that root. One outside of our cgroup
 * namespace has a path of "/../x", and so may a mount's root (cgroup_namespaces(7)). */
bool hierarchy_is_seen(const char *path, const char *root);

/* The part of path below a mount's root; "" where path is not below it. */
const char *hierarchy_below_root(const char *path, const char *root);

/* A limit file's content: UNKNOWN for "max" and for version 1's number that means "no limit". */
uint64_t hierarchy_parse_limit(const char *text);

/* One group's directory, with room for a file's name behind it. */
struct group_directory {
    char path[512];
    size_t length, shortest;
    unsigned version;
    bool is_own; /* the process is in this one; in the others it is below */
};

/* Called with each group from the process's own to the root. */
typedef void group_visitor(struct group_directory *directory, void *data);

/*
 * From the groups of a process. False where not all were visited: a path is too long, or another
 * process's group is not to be seen here. (This process's own is then taken for the one at the
 * mount's root.) Async-signal-safe, as are the readers below.
 */
bool hierarchy_walk(const char *controller, pid_t pid, group_visitor *visit, void *data);

/* The group's own path, as the kernel names it below the mount. */
const char *directory_group(const struct group_directory *directory);

ssize_t directory_read(struct group_directory *directory, const char *file, char *text,
                       size_t size);
uint64_t directory_number(struct group_directory *directory, const char *file);

#endif
