/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RssAnon has all that MADV_DONTFORK keeps back, and a runtime may keep its whole heap (Node's V8).
 * Only smaps tells, and looks at each page. So it is read where the copy seems not to fit, and not
 * again before twenty times what it took: where it found nothing, two hundred times. Meanwhile what
 * it found is taken off, of which two threads may write at once.
 */
#include "withheld.h"

#include <stdatomic.h>

#include "areas.h"
#include "host/clock.h"

/* At 40 to 100 ns for each resident page of 4 KiB: a quarter of a second. */
#define MOST_RESIDENT          (2500000ULL * 4096)
#define REST_TIMES             20
#define REST_TIMES_FOR_NOTHING 200

static _Atomic uint64_t rests_until, found;

static uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

static bool take_off_what_was_found(struct process_facts *process)
{
    uint64_t withheld = atomic_load_explicit(&found, memory_order_relaxed);
    process->private_anonymous = less(process->private_anonymous, withheld);
    return withheld != 0;
}

static bool walk(struct facts *facts)
{
    uint64_t quick = facts->process.private_anonymous, before = clock_nanoseconds(CLOCK_MONOTONIC);
    if (!areas_take(facts, PROCESS_SELF))
        return false;
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    uint64_t withheld = less(quick, facts->process.private_anonymous);
    uint64_t times = withheld == 0 ? REST_TIMES_FOR_NOTHING : REST_TIMES;
    atomic_store_explicit(&found, withheld, memory_order_relaxed);
    atomic_store_explicit(&rests_until, now + (now - before) * times, memory_order_relaxed);
    return true;
}

bool withheld_take_off(struct facts *facts)
{
    struct process_facts *process = &facts->process;
    if (process->exact || !is_known(process->private_anonymous) || !is_known(process->rss))
        return false;
    if (clock_nanoseconds(CLOCK_MONOTONIC) <
        atomic_load_explicit(&rests_until, memory_order_relaxed))
        return take_off_what_was_found(process);
    return process->rss <= MOST_RESIDENT && walk(facts);
}
