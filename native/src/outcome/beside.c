/* SPDX-License-Identifier: Apache-2.0 */
/* Knows the children that share this memory by their pid. */
#include "beside.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

#include "host/descriptor.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "log/log.h"

#define PLACES 256

/*
 * Of whom a place is: the number of a child, above its pid, which is 0 until the child has begun.
 * 0: nobody's. Only the holder makes anything of what lies there.
 */
static _Atomic uint64_t holders[PLACES];
static struct place {
    struct birth birth;
    struct exec_event told;
} *_Atomic places; /* NULL until the first such child is expected, as few processes make one */

static uint32_t number_of(const struct spawn_id *spawn)
{
    return (uint32_t)spawn->sequence;
}

static uint64_t holder(uint32_t number, pid_t pid)
{
    return (uint64_t)number << 32 | (uint32_t)pid;
}

/* By how many calls the holder's came before the taker's, or after it (below 0): another thread may
 * have been faster. A free place is older than all. */
static int64_t age(uint64_t its_holder, uint64_t taker)
{
    return its_holder == 0 ? INT64_MAX : (int32_t)((taker >> 32) - (its_holder >> 32));
}

static unsigned oldest(uint64_t taker, uint64_t *its_holder)
{
    unsigned found = 0;
    *its_holder = atomic_load(&holders[0]);
    for (unsigned i = 1; i < PLACES; i++) {
        uint64_t other = atomic_load(&holders[i]);
        if (age(other, taker) <= age(*its_holder, taker))
            continue;
        found = i;
        *its_holder = other;
    }
    return found;
}

/* Of one that nobody reaps the end is not heard of. */
static unsigned take(uint64_t taker)
{
    unsigned place;
    uint64_t before;
    do
        place = oldest(taker, &before);
    while (!atomic_compare_exchange_strong(&holders[place], &before, taker));
    return place;
}

static struct place *map_places(void)
{
    struct place *none = NULL, *mapped = atomic_load(&places);
    if (mapped != NULL)
        return mapped;
    mapped = raw_map(PLACES * sizeof *mapped, MAP_PRIVATE | MAP_NORESERVE);
    if (mapped == NULL || atomic_compare_exchange_strong(&places, &none, mapped))
        return mapped;
    raw_unmap(mapped, PLACES * sizeof *mapped);
    return none;
}

uint32_t beside_expect(const struct birth *birth)
{
    uint32_t number = number_of(&birth->spawn);
    descriptors_tell_processes_apart();
    struct place *mapped = map_places();
    if (mapped != NULL)
        mapped[take(holder(number, 0))].birth = *birth;
    else
        log_lose(ENOMEM);
    return number;
}

static void replace(uint64_t before, uint64_t after)
{
    for (unsigned i = 0; i < PLACES; i++) {
        uint64_t expected = before;
        if (atomic_compare_exchange_strong(&holders[i], &expected, after))
            return;
    }
}

void beside_is_over(uint64_t sequence)
{
    if (atomic_load_explicit(&places, memory_order_relaxed) == NULL)
        return;
    for (unsigned i = 0; i < PLACES; i++) {
        uint64_t before = atomic_load(&holders[i]);
        if (before != 0 && before >> 32 == (uint32_t)sequence)
            replace(before, 0);
    }
}

/* The place that has this pid; PLACES: none. */
static unsigned place_of(pid_t pid, uint64_t *its_holder)
{
    unsigned i = 0;
    for (; i < PLACES; i++) {
        *its_holder = atomic_load(&holders[i]);
        if ((uint32_t)*its_holder == (uint32_t)pid)
            break;
    }
    return i;
}

/* One that had this pid before has ended. */
void beside_begins(uint32_t number)
{
    pid_t pid = raw_getpid();
    uint64_t former;
    if (place_of(pid, &former) < PLACES)
        replace(former, 0);
    replace(holder(number, 0), holder(number, pid));
}

struct attempt {
    struct place *place;
    unsigned number; /* of the place */
    uint64_t holder;
    const char *program;
    enum trail trail;
};

static bool find_own_place(struct attempt *attempt)
{
    struct place *mapped = atomic_load_explicit(&places, memory_order_relaxed);
    if (mapped == NULL || !log_is_open())
        return false;
    attempt->number = place_of(raw_getpid(), &attempt->holder);
    attempt->place = mapped + attempt->number;
    return attempt->number < PLACES;
}

/* Another child may have taken the place, and be about to write there. */
static bool is_its_own(const struct attempt *attempt, const struct spawn_id *read)
{
    return atomic_load(&holders[attempt->number]) == attempt->holder &&
           number_of(read) == attempt->holder >> 32;
}

static void describe(void *data)
{
    const struct attempt *attempt = data;
    struct birth birth = attempt->place->birth;
    struct exec_event told;
    atomic_thread_fence(memory_order_acquire);
    if (!is_its_own(attempt, &birth.spawn))
        return;
    exec_describe(&told, &birth, attempt->program);
    origin_read(&told.child);
    told.trail = attempt->trail;
    exec_tell(&told);
    if (is_its_own(attempt, &birth.spawn))
        attempt->place->told = told;
}

bool beside_executes(const char *program, enum trail trail)
{
    struct attempt attempt = {.program = program, .trail = trail};
    if (!find_own_place(&attempt))
        return false;
    stretch_run(describe, &attempt);
    return true;
}

struct failure {
    struct attempt attempt;
    int error;
};

static void tell_failure(void *data)
{
    const struct failure *failure = data;
    struct exec_event told = failure->attempt.place->told;
    atomic_thread_fence(memory_order_acquire);
    if (!is_its_own(&failure->attempt, &told.spawn))
        return;
    told.error = failure->error;
    exec_tell(&told);
}

bool beside_goes_on(int error)
{
    struct failure failure = {.error = error};
    if (!find_own_place(&failure.attempt))
        return false;
    stretch_run(tell_failure, &failure);
    return true;
}

void beside_forget(void)
{
    for (unsigned i = 0; i < PLACES; i++)
        if (atomic_load_explicit(&holders[i], memory_order_relaxed) != 0)
            atomic_store(&holders[i], 0);
}
