/* SPDX-License-Identifier: Apache-2.0 */
/* Which kills that a cgroup counted are told already: each is the end of one child. */
#include "oom_ledger.h"

#include <stdatomic.h>

/*
 * 1. Of a kill that was told it is known that the counter had passed it when the child was reaped,
 *    not which rise it was. So it may be any that a later child has seen up to then, but one alone:
 *    of kills told at counts 2, 2 and 3, a child made at count 0 has to leave three to others, one
 *    made at 1 the two that there were.
 * 2. Threads that take at once are to take different ones: a kill is written down by one exchange,
 *    which fails where another was written since the look.
 * 3. What was forgotten counts as all that there was.
 */
#define PLACES    256U
#define TURNS     256U
#define FORGOTTEN 16U

/* From the top: turn, 8 bits, so that no word comes twice; tag of the cgroup, 24; count, 32. */
static _Atomic uint64_t places[PLACES];
static atomic_uint next;                      /* how many were told; may be one behind */
static _Atomic uint32_t forgotten[FORGOTTEN]; /* the highest count, by the cgroup's tag */

/* Cgroups that have a tag in common leave more than they need to. */
static uint32_t tag_of(uint64_t group)
{
    return (uint32_t)(group ^ group >> 32) & 0xFFFFFF;
}

static uint64_t pack(unsigned turn, uint32_t tag, uint64_t count)
{
    return (uint64_t)(turn % TURNS) << 56 | (uint64_t)tag << 32 | count;
}

static unsigned turn_in(uint64_t word)
{
    return (unsigned)(word >> 56);
}

static uint32_t tag_in(uint64_t word)
{
    return (uint32_t)(word >> 32) & 0xFFFFFF;
}

static uint32_t count_in(uint64_t word)
{
    return (uint32_t)word;
}

/* A word that another thread forgets as well stays forgotten. */
static void forget(uint64_t word)
{
    _Atomic uint32_t *highest = &forgotten[tag_in(word) % FORGOTTEN];
    uint32_t before = atomic_load(highest);
    while (before < count_in(word) &&
           !atomic_compare_exchange_weak(highest, &before, count_in(word)))
        ;
}

/* Up to which count all may be others', at the worst. In a cgroup counts are written down in order,
 * so the first is the one with the least choice. */
static uint64_t explained_from(uint64_t count, unsigned oldest, uint32_t tag, uint64_t *last)
{
    uint64_t up_to = atomic_load(&forgotten[tag % FORGOTTEN]);
    *last = up_to;
    up_to = up_to > count ? up_to : count;
    for (unsigned i = 0; i < PLACES; i++) {
        uint64_t word = atomic_load(&places[(oldest + i) % PLACES]);
        if (tag_in(word) != tag)
            continue;
        *last = count_in(word);
        up_to += count_in(word) > up_to;
    }
    return up_to;
}

bool oom_ledger_takes(const struct oom_kills *before, const struct oom_kills *now)
{
    uint32_t tag = tag_of(now->group);
    if (before->group != now->group || !is_known(before->count) || now->count > UINT32_MAX)
        return false;
    for (;;) {
        unsigned number = atomic_load(&next), turn = number / PLACES;
        uint64_t oldest = atomic_load(&places[number % PLACES]), last;
        if (turn_in(oldest) != turn % TURNS) { /* written, not counted yet */
            (void)atomic_compare_exchange_strong(&next, &number, number + 1);
            continue;
        }
        if (explained_from(before->count, number, tag, &last) >= now->count)
            return false;
        /* A thread that looked later may have been faster. */
        uint64_t word = pack(turn + 1, tag, last > now->count ? last : now->count);
        forget(oldest);
        if (!atomic_compare_exchange_strong(&places[number % PLACES], &oldest, word))
            continue;
        (void)atomic_compare_exchange_strong(&next, &number, number + 1);
        return true;
    }
}

void oom_ledger_forget(void)
{
    if (atomic_load(&next) == 0 && atomic_load(&places[0]) == 0)
        return;
    for (unsigned i = 0; i < PLACES; i++)
        atomic_store(&places[i], 0);
    for (unsigned i = 0; i < FORGOTTEN; i++)
        atomic_store(&forgotten[i], 0);
    atomic_store(&next, 0);
}
