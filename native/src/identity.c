/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers the calls of a process. */
#include "identity.h"

#include <stdatomic.h>

#include "host/clock.h"
#include "host/hot.h"
#include "host/raw.h"

static HOT _Atomic uint64_t last_sequence;

/*
 * Counts from the microsecond of the process's life in which the first was asked for: what the
 * process ran before an exec had fewer spawns than microseconds, so no id comes twice. Of pid 1
 * there may be several, parent and child, born in the same tick: each counts from a nanosecond of
 * its own, and is not to reach the next one's.
 */
static uint64_t first_sequence(const struct origin *origin)
{
    uint64_t now = clock_nanoseconds(CLOCK_BOOTTIME);
    uint64_t start = origin->start * (NANOSECONDS / TICKS_PER_SECOND);
    uint64_t life = now > start ? now - start : now;
    return origin->pid == 1 ? life << 10 & INT64_MAX : life / 1000;
}

uint64_t identity_next(const struct origin *origin)
{
    if (atomic_load_explicit(&last_sequence, memory_order_relaxed) == 0) {
        uint64_t none = 0;
        atomic_compare_exchange_strong(&last_sequence, &none, first_sequence(origin));
    }
    return atomic_fetch_add_explicit(&last_sequence, 1, memory_order_relaxed) + 1;
}

void identity_begin(void)
{
    if (raw_getpid() == 1)
        atomic_store_explicit(&last_sequence, 0, memory_order_relaxed);
}

void identity_give(struct event *event)
{
    origin_read(&event->origin);
    origin_read_parent(&event->origin);
    event->sequence = identity_next(&event->origin);
}
