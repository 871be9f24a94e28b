/* SPDX-License-Identifier: Apache-2.0 */
/* What an agent last read of the machine: words that are stored and read one by one, as each
 * is true for itself. */
#include "state.h"

#include <stdatomic.h>
#include <string.h>

#include "host/clock.h"

static _Atomic uint64_t sampled_at; /* 0: never */
static _Atomic uint64_t direct, mapped, live_threads, non_heap;
static atomic_bool heap_is_shared;
static char collector_name[COLLECTOR_BYTES]; /* a JVM keeps its collector: written once */
static atomic_bool is_being_named, is_named;

static void name_collector(const char *collector)
{
    if (atomic_exchange(&is_being_named, true))
        return;
    strncpy(collector_name, collector, sizeof collector_name - 1);
    atomic_store(&is_named, true);
}

void state_keep(const struct runtime_state *state, uint64_t non_heap_committed,
                const char *collector)
{
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    name_collector(collector);
    atomic_store(&direct, state->direct);
    atomic_store(&mapped, state->mapped);
    atomic_store(&live_threads, state->live_threads);
    atomic_store(&non_heap, non_heap_committed);
    atomic_store(&heap_is_shared, state->heap_is_shared);
    atomic_store(&sampled_at, now);
}

void state_forget(void)
{
    atomic_store(&sampled_at, 0);
}

bool state_read(struct runtime_state *state)
{
    uint64_t sampled = atomic_load(&sampled_at);
    if (sampled == 0 || !atomic_load(&is_named))
        return false;
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    *state = (struct runtime_state){.direct = atomic_load(&direct),
                                    .mapped = atomic_load(&mapped),
                                    .live_threads = atomic_load(&live_threads),
                                    .sampled_ns = now - sampled,
                                    .heap_is_shared = atomic_load(&heap_is_shared),
                                    .collector = collector_name};
    return true;
}

uint64_t state_non_heap_committed(void)
{
    return atomic_load(&sampled_at) == 0 ? UNKNOWN : atomic_load(&non_heap);
}
