/* SPDX-License-Identifier: Apache-2.0 */
/* Where the hierarchies of the controllers that we ask are mounted. */
#ifndef SPAWNRISK_MEMORY_MOUNTS_H
#define SPAWNRISK_MEMORY_MOUNTS_H

#include <stdbool.h>

struct cgroup_mount {
    char point[96]; /* where it is mounted; empty: not mounted */
    char root[384]; /* the hierarchy's path that is seen there; "/" but for bind mounts and
                       containers */
    bool is_part;   /* groups above the root may be there, and can't be seen */
};

struct cgroup_mounts {
    struct cgroup_mount v1;      /* the memory controller's */
    struct cgroup_mount v1_pids; /* the pids controller's */
    struct cgroup_mount v1_hugetlb;
    struct cgroup_mount v2;
};

/* One line of /proc/self/mountinfo (proc_pid_mountinfo(5)). Pure. */
void mounts_parse_line(struct cgroup_mounts *mounts, const char *line);

/*
 * From /proc/self/mountinfo, kept from the first call on that can read all of it: a process does
 * not move between mount namespaces once it spawns under load. It is kept for one cgroup namespace:
 * in another one the same mount has another root (cgroup_namespaces(7)). Async-signal-safe, takes
 * no lock.
 */
void mounts_find(struct cgroup_mounts *mounts);

/* Whether the root of this thread's cgroup namespace is the root of all groups. Likewise. */
bool mounts_in_first_namespace(void);

#endif
