/* SPDX-License-Identifier: Apache-2.0 */
/* Holds a pid that was found in the C library's memory against the kernel, and against the ends. */
#include "newborn.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "children.h"
#include "event/event.h"
#include "exec.h"
#include "host/clock.h"
#include "host/raw.h"
#include "host/stretch.h"

uint64_t newborn_now(void)
{
    return clock_nanoseconds(CLOCK_BOOTTIME) / (NANOSECONDS / TICKS_PER_SECOND);
}

static bool is_own_child(pid_t pid, uint64_t since)
{
    return origin_start_of(pid) >= since &&
           exec_stat_of(pid, STAT_PARENT) == (uint64_t)raw_getpid();
}

struct question {
    pid_t pid;
    uint64_t since;
    bool is_it;
};

static void ask(void *data)
{
    struct question *question = data;
    question->is_it =
        is_own_child(question->pid, question->since) || children_have_ended(question->pid);
}

pid_t newborn_confirm(pid_t said, uint64_t since)
{
    static atomic_bool place_is_right;
    struct question question = {.pid = said, .since = since};
    if (said <= 0)
        return 0;
    /* By then it may have been reaped, and its end not been kept yet: nothing would confirm it. */
    if (atomic_load_explicit(&place_is_right, memory_order_relaxed))
        return said;
    stretch_run(ask, &question);
    if (question.is_it)
        atomic_store_explicit(&place_is_right, true, memory_order_relaxed);
    return question.is_it ? said : 0;
}
