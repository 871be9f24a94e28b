/* SPDX-License-Identifier: Apache-2.0 */
/* The pids of those traced, each at a place that its number says. */
#include "tracees.h"

#include <stdatomic.h>

/* Pids that follow on one another, as those of a tree of processes do, have places of their own. */
#define PLACES 1024U

static _Atomic pid_t places[PLACES]; /* below 0: it may be a child that was merely stopped */
static atomic_bool traces, displaced;

static _Atomic pid_t *place_of(pid_t pid)
{
    return &places[(unsigned)pid % PLACES];
}

/* Who is displaced may have long gone, by a detachment or an exec of a thread: nobody tells of it.
 * If it lives, its next stop brings it back. */
void tracees_stopped(pid_t pid)
{
    pid_t before = atomic_exchange_explicit(place_of(pid), pid, memory_order_relaxed);
    if (before > 0 && before != pid)
        atomic_store_explicit(&displaced, true, memory_order_relaxed);
    atomic_store_explicit(&traces, true, memory_order_release);
}

void tracees_stopped_or_child(pid_t pid)
{
    pid_t free = 0;
    (void)atomic_compare_exchange_strong(place_of(pid), &free, -pid);
}

enum tracee tracees_take(pid_t pid)
{
    pid_t there = atomic_load_explicit(place_of(pid), memory_order_relaxed);
    bool is_kept = there == pid || there == -pid;
    if (is_kept)
        (void)atomic_compare_exchange_strong(place_of(pid), &there, 0);
    if (!atomic_load_explicit(&traces, memory_order_acquire))
        return TRACEE_NOT;
    if (is_kept)
        return there > 0 ? TRACEE : TRACEE_MAYBE;
    return atomic_load_explicit(&displaced, memory_order_relaxed) ? TRACEE_MAYBE : TRACEE_NOT;
}

void tracees_forget(void)
{
    if (!atomic_exchange_explicit(&traces, false, memory_order_relaxed))
        return;
    for (unsigned i = 0; i < PLACES; i++)
        atomic_store_explicit(&places[i], 0, memory_order_relaxed);
    atomic_store_explicit(&displaced, false, memory_order_relaxed);
}
