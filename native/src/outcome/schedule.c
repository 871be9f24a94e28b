/* SPDX-License-Identifier: Apache-2.0 */
/* Three words; who is second at one of them has lost nothing. */
#include "schedule.h"

#include <stdatomic.h>

#include "host/clock.h"
#include "memory/facts.h"

#define FIRST_NS     NANOSECONDS
#define INTERVAL_NS  (10ULL * NANOSECONDS)
#define PART_OF_TIME 100
#define PART_OF_NEWS 8

static _Atomic uint64_t due, quiet, told;

void schedule_begin(uint64_t started)
{
    atomic_store(&due, started + FIRST_NS);
    atomic_store(&quiet, 0);
    atomic_store(&told, 0);
}

void schedule_end(void)
{
    atomic_store(&due, UINT64_MAX);
}

bool schedule_has_ended(void)
{
    return atomic_load_explicit(&due, memory_order_relaxed) == UINT64_MAX;
}

uint64_t schedule_due(uint64_t asleep_since)
{
    uint64_t then = atomic_load_explicit(&due, memory_order_relaxed);
    uint64_t quiet_by = asleep_since + atomic_load_explicit(&quiet, memory_order_relaxed);
    return asleep_since == 0 || then > quiet_by ? then : quiet_by;
}

bool schedule_take(uint64_t now)
{
    uint64_t then = atomic_load(&due);
    return now >= then && atomic_compare_exchange_strong(&due, &then, now + INTERVAL_NS);
}

void schedule_measured(uint64_t now, uint64_t took_ns)
{
    uint64_t pause = took_ns * PART_OF_TIME;
    if (pause > INTERVAL_NS)
        atomic_store(&due, now + pause);
}

void schedule_wants_quiet(uint64_t now, uint64_t quiet_ns, uint64_t had_ns)
{
    if (quiet_ns <= had_ns || quiet_ns > INTERVAL_NS)
        return;
    atomic_store(&quiet, quiet_ns);
    atomic_store(&due, now);
}

bool schedule_is_news(uint64_t measured)
{
    uint64_t before = atomic_load(&told);
    if (!is_known(measured) || measured <= before + before / PART_OF_NEWS)
        return false;
    atomic_store(&told, measured);
    return true;
}
