/* SPDX-License-Identifier: Apache-2.0 */
/* The pids of those traced, each in the first free place from the one that its number says. */
#include "tracees.h"

#include <stdatomic.h>
#include <stddef.h>

/* Pids that follow on one another, as those of a tree of processes do, have places of their own. */
#define PLACES 1024U

static _Atomic pid_t places[PLACES]; /* below 0: it may be a child that was merely stopped */
static atomic_bool traces, keeps, displaced;

static _Atomic pid_t *place_of(pid_t pid, unsigned step)
{
    return &places[((unsigned)pid + step) % PLACES];
}

/* Whose place is found by a look at all of them: any may have become free behind another's. */
static _Atomic pid_t *find(pid_t pid)
{
    for (unsigned step = 0; step < PLACES; step++) {
        pid_t there = atomic_load_explicit(place_of(pid, step), memory_order_relaxed);
        if (there == pid || there == -pid)
            return place_of(pid, step);
    }
    return NULL;
}

/* False: there is no room. Two threads that see the same stop may both find some. */
static bool add(pid_t entry, pid_t pid)
{
    atomic_store_explicit(&keeps, true, memory_order_relaxed);
    for (unsigned step = 0; step < PLACES; step++) {
        pid_t free = 0;
        if (atomic_compare_exchange_strong(place_of(pid, step), &free, entry))
            return true;
    }
    return false;
}

/* Who is displaced may have long gone, by a detachment or an exec of a thread: nobody tells of it.
 * If it lives, its next stop brings it back. */
void tracees_stopped(pid_t pid)
{
    _Atomic pid_t *place = find(pid);
    pid_t maybe = -pid;
    if (place != NULL) {
        (void)atomic_compare_exchange_strong(place, &maybe, pid);
    } else if (!add(pid, pid)) {
        atomic_store_explicit(&displaced, true, memory_order_relaxed);
        atomic_store_explicit(place_of(pid, 0), pid, memory_order_relaxed);
    }
    atomic_store_explicit(&traces, true, memory_order_release);
}

void tracees_stopped_or_child(pid_t pid)
{
    if (find(pid) == NULL && !add(-pid, pid))
        atomic_store_explicit(&displaced, true, memory_order_relaxed);
}

/* What was kept of it, which no longer is; 0: nothing. */
static pid_t take(pid_t pid)
{
    pid_t kept = 0;
    for (_Atomic pid_t *place; (place = find(pid)) != NULL;) {
        pid_t there = atomic_load_explicit(place, memory_order_relaxed);
        if ((there == pid || there == -pid) && atomic_compare_exchange_strong(place, &there, 0))
            kept = there > kept || kept == 0 ? there : kept;
    }
    return kept;
}

enum tracee tracees_take(pid_t pid)
{
    pid_t kept = atomic_load_explicit(&keeps, memory_order_relaxed) ? take(pid) : 0;
    if (!atomic_load_explicit(&traces, memory_order_acquire))
        return TRACEE_NOT;
    if (kept != 0)
        return kept > 0 ? TRACEE : TRACEE_MAYBE;
    return atomic_load_explicit(&displaced, memory_order_relaxed) ? TRACEE_MAYBE : TRACEE_NOT;
}

void tracees_forget(void)
{
    if (!atomic_exchange_explicit(&keeps, false, memory_order_relaxed))
        return;
    for (unsigned i = 0; i < PLACES; i++)
        atomic_store_explicit(&places[i], 0, memory_order_relaxed);
    atomic_store_explicit(&traces, false, memory_order_relaxed);
    atomic_store_explicit(&displaced, false, memory_order_relaxed);
}
