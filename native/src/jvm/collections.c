/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times of pauses, each a word that is stored and read for itself.
 *
 * 1. A pause is under way if one has begun later than one has ended.
 * 2. The pauses of ZGC are of its cycles, and a cycle is counted when it has ended, after its last
 *    pause. So after a pause that is younger than the last change of that count, a cycle is under
 *    way, or has ended since the count was last looked at. That none is cannot be told likewise:
 *    one of the old generation goes on beside those of the young one.
 * 3. A change of the count is seen up to a tenth of a second late. Where all of a collection is a
 *    pause, the pause's end is its end.
 */
#include "collections.h"

#include <stdatomic.h>

#include "host/clock.h"

static atomic_bool is_watched;
static _Atomic uint64_t pauses, pause_began_at, pause_ended_at; /* 0: none */
static _Atomic uint64_t count_changed_at, cycles_counted_at;    /* 0: not known */
static unsigned depth;                                          /* the machine's own thread's */

void JNICALL collections_pause_begins(jvmtiEnv *tools)
{
    (void)tools;
    if (depth++ == 0)
        atomic_store(&pause_began_at, clock_nanoseconds(CLOCK_MONOTONIC));
}

void JNICALL collections_pause_ends(jvmtiEnv *tools)
{
    (void)tools;
    if (depth == 0)
        return;
    depth--;
    if (depth > 0)
        return;
    atomic_fetch_add(&pauses, 1);
    atomic_store(&pause_ended_at, clock_nanoseconds(CLOCK_MONOTONIC));
}

void collections_watch(bool watched)
{
    if (watched && atomic_load(&is_watched))
        return;
    atomic_store(&is_watched, false);
    atomic_store(&pauses, 0);
    atomic_store(&pause_began_at, 0);
    atomic_store(&pause_ended_at, 0);
    collections_count(UNKNOWN, UNKNOWN);
    atomic_store(&is_watched, watched);
}

void collections_count(uint64_t ended_ns, uint64_t cycles_counted_ns)
{
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    atomic_store(&count_changed_at, is_known(ended_ns) ? now - ended_ns : 0);
    atomic_store(&cycles_counted_at, is_known(cycles_counted_ns) ? now - cycles_counted_ns : 0);
}

void collections_read(struct collections *collections)
{
    bool watched = atomic_load(&is_watched);
    uint64_t pause_ended = atomic_load(&pause_ended_at), began = atomic_load(&pause_began_at);
    uint64_t changed = atomic_load(&count_changed_at), counted = atomic_load(&cycles_counted_at);
    uint64_t ended = pause_ended;
    if ((!watched || counted != 0) && changed > ended)
        ended = changed;
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    *collections = (struct collections){
        .pauses = watched ? atomic_load(&pauses) : UNKNOWN,
        .pause_ns = began > pause_ended ? now - began : UNKNOWN,
        .ended_ns = ended != 0 ? now - ended : UNKNOWN,
        .in_cycle = counted != 0 && began > counted,
    };
}
