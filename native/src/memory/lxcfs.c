/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of /proc that a container is shown in place of the kernel's.
 *
 * lxcfs (proc_meminfo_read, src/proc_fuse.c of lxc/lxcfs) makes MemTotal of the container's limit,
 * and where it has none of the machine's RAM; MemAvailable of that less its own usage, plus its
 * cache and shared memory; and swap and AnonHugePages likewise. CommitLimit, Committed_AS and huge
 * pages pass through. The limit is a cgroup's, and read there.
 */
#include "lxcfs.h"

#include <stdatomic.h>
#include <sys/sysinfo.h>

#include "host/raw.h"

enum { NOT_ASKED, THE_KERNELS, REPLACED };

/* A file that is mounted over the kernel's is of another file system than its folder. */
__attribute__((noinline)) static bool is_replaced(const char *path, atomic_int *kept)
{
    struct stat file = {0}, proc = {0};
    int answer = atomic_load_explicit(kept, memory_order_relaxed);
    if (answer != NOT_ASKED)
        return answer == REPLACED;
    if (raw_stat(path, &file) != 0 || raw_stat("/proc", &proc) != 0)
        return false;
    bool replaced = file.st_dev != proc.st_dev;
    atomic_store_explicit(kept, replaced ? REPLACED : THE_KERNELS, memory_order_relaxed);
    return replaced;
}

bool lxcfs_replaces_meminfo(void)
{
    static atomic_int kept;
    return is_replaced("/proc/meminfo", &kept);
}

bool lxcfs_replaces_loadavg(void)
{
    static atomic_int kept;
    return is_replaced("/proc/loadavg", &kept);
}

void lxcfs_undo(struct system_facts *system)
{
    struct sysinfo info = {0};
    bool known = raw_sysinfo(&info) == 0 && info.mem_unit != 0;
    system->replaced = true;
    system->total = known ? (uint64_t)info.totalram * info.mem_unit : UNKNOWN;
    system->swap_total = known ? (uint64_t)info.totalswap * info.mem_unit : UNKNOWN;
    system->swap_free = known ? (uint64_t)info.freeswap * info.mem_unit : UNKNOWN;
    /* Free memory it tells, but not the page cache that could be taken back. */
    system->available = UNKNOWN;
    system->anonymous_huge = UNKNOWN;
}
