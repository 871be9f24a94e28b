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

/* What was found of each, resident and in swap. */
static _Atomic uint64_t rests_until, resident, swapped;

static uint64_t less(uint64_t a, uint64_t b)
{
    if (!is_known(a))
        return UNKNOWN;
    return a > b ? a - b : 0;
}

static bool take_off_what_was_found(struct process_facts *process)
{
    uint64_t of_resident = atomic_load_explicit(&resident, memory_order_relaxed);
    uint64_t of_swap = atomic_load_explicit(&swapped, memory_order_relaxed);
    process->private_anonymous = less(process->private_anonymous, of_resident);
    process->swap = less(process->swap, of_swap);
    return (of_resident | of_swap) != 0;
}

/* The quick figures differ by a few pages where nothing is kept back (proc_pid_status(5)). */
static void keep(const struct process_facts *quick, const struct area_facts *areas)
{
    bool any = areas->kept_back != 0;
    atomic_store_explicit(&resident,
                          any ? less(quick->private_anonymous, areas->private_anonymous) : 0,
                          memory_order_relaxed);
    atomic_store_explicit(&swapped,
                          any && is_known(quick->swap) ? less(quick->swap, areas->swap) : 0,
                          memory_order_relaxed);
}

static bool walk(struct facts *facts)
{
    struct area_facts areas;
    uint64_t before = clock_nanoseconds(CLOCK_MONOTONIC);
    if (!areas_read(&areas, PROCESS_SELF))
        return false;
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    uint64_t times = areas.kept_back == 0 ? REST_TIMES_FOR_NOTHING : REST_TIMES;
    keep(&facts->process, &areas);
    atomic_store_explicit(&rests_until, now + (now - before) * times, memory_order_relaxed);
    areas_give(facts, &areas);
    return true;
}

void withheld_forget(void)
{
    atomic_store_explicit(&rests_until, 0, memory_order_relaxed);
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
