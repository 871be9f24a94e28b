/* SPDX-License-Identifier: Apache-2.0 */
/* Which process an event is of: pid and start time. */
#include <stdatomic.h>

#include "event.h"
#include "host/alone.h"
#include "host/clock.h"
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

/*
 * A start time is that of CLOCK_BOOTTIME, as the reader's time namespace has it, in whole ticks
 * (copy_process of kernel/fork.c, do_task_stat of fs/proc/array.c). A kernel that is not Linux's
 * own may have another one: so the clock is believed once it has told a time that the kernel told
 * too.
 */
enum { UNTRIED, AGREES, DISAGREES };

#define TICK_NS  (NANOSECONDS / TICKS_PER_SECOND)
#define SLACK_NS 1000 /* between the clock as the kernel reads it and as the vDSO does */

uint64_t origin_start_between(pid_t pid, uint64_t before, uint64_t after)
{
    static atomic_int clock;
    uint64_t tick = (before - SLACK_NS) / TICK_NS;
    bool is_one_tick = tick == (after + SLACK_NS) / TICK_NS;
    int state = atomic_load_explicit(&clock, memory_order_relaxed);
    if (is_one_tick && state == AGREES)
        return tick;
    uint64_t start = origin_start_of(pid);
    if (is_one_tick && state == UNTRIED && start != 0)
        atomic_store_explicit(&clock, start == tick ? AGREES : DISAGREES, memory_order_relaxed);
    return start;
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
static _Atomic uint64_t kept_thread; /* above its process */

void origin_forget(void)
{
    atomic_store_explicit(&kept, 0, memory_order_relaxed);
    atomic_store_explicit(&kept_thread, 0, memory_order_relaxed);
}

/* The only one there was is the one there is. */
static pid_t thread_of(pid_t pid)
{
    uint64_t known = atomic_load_explicit(&kept_thread, memory_order_relaxed);
    if ((pid_t)(uint32_t)known == pid && alone_since_call())
        return (pid_t)(known >> 32);
    pid_t tid = raw_gettid();
    atomic_store_explicit(&kept_thread, (uint64_t)tid << 32 | (uint32_t)pid, memory_order_relaxed);
    return tid;
}

void origin_read(struct origin *origin)
{
    origin->pid = raw_getpid();
    origin->tid = thread_of(origin->pid);
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
