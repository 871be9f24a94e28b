/* SPDX-License-Identifier: Apache-2.0 */
/* Which process an event is of: pid and start time. */
#include <stdatomic.h>

#include "event.h"
#include "host/file.h"
#include "host/raw.h"
#include "memory/text.h"

/* pid_max is at most 2^22 (kernel/pid.c); 2^42 ticks are 1,394 years. */
#define PID_BITS 22

/* The place in /proc/self/stat (proc_pid_stat(5)). */
#define STAT_START 22

static uint64_t read_start(const char *path)
{
    char stat[512];
    if (file_read(path, stat, sizeof stat) < 0)
        return 0;
    uint64_t ticks = text_stat_field(stat, STAT_START);
    return is_known(ticks) ? ticks : 0;
}

uint64_t origin_number(void)
{
    char stat[512];
    return file_read("/proc/self/stat", stat, sizeof stat) < 0 ? UNKNOWN : text_whole_number(stat);
}

uint64_t origin_start_of(pid_t pid)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, pid, "stat");
    return read_start(path);
}

/* One word, so that a vfork child, which shares it, can't tear it. */
typedef _Atomic uint64_t kept_start;

static uint64_t start_of(kept_start *kept, pid_t pid, uint64_t (*read)(pid_t))
{
    uint64_t known = atomic_load_explicit(kept, memory_order_relaxed);
    if ((known & ((1U << PID_BITS) - 1)) == (uint64_t)pid)
        return known >> PID_BITS;
    uint64_t start = read(pid);
    atomic_store_explicit(kept, start << PID_BITS | (uint64_t)pid, memory_order_relaxed);
    return start;
}

/* Where /proc shows another pid namespace, it still knows who asks. */
static uint64_t own_start(pid_t pid)
{
    (void)pid;
    return read_start("/proc/self/stat");
}

static kept_start kept;

void origin_forget(void)
{
    atomic_store_explicit(&kept, 0, memory_order_relaxed);
}

void origin_read(struct origin *origin)
{
    origin->pid = raw_getpid();
    origin->tid = raw_gettid();
    origin->start = start_of(&kept, origin->pid, own_start);
    origin->parent = 0;
}

void origin_read_parent(struct origin *origin)
{
    static kept_start parents;
    origin->parent = raw_getppid();
    origin->parent_start =
        origin->parent == 0 ? 0 : start_of(&parents, origin->parent, origin_start_of);
}
