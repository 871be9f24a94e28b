/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What policy 2 adds up (mm/util.c, __vm_enough_memory) is the charge to the page, and VmData +
 * VmStk is not: it has all that MADV_DONTFORK keeps back, and areas that were made by MAP_NORESERVE
 * before the policy was 2 (each thread's arena of glibc is one); and it lacks what was made
 * read-only. Only smaps tells.
 *
 * 1. Nothing is charged but what lies in the address space: where all of that fits, nothing is
 *    looked for.
 * 2. smaps looks at each page. A quarter of a second is worth it where the copy seems not to fit,
 *    or hardly; where it seems to, only memory that was made read-only can be in the way: then it
 *    is read where that is short against the copy that follows.
 * 3. It is not read again before twenty times what it took. Meanwhile what the charge was found to
 *    be off by is taken off: an estimate, of which no certainty is made (risk/commit.c).
 */
#include "charge.h"

#include <stdatomic.h>

#include "areas.h"
#include "host/clock.h"
#include "text.h"

/* At 40 to 100 ns for each resident page of 4 KiB: a quarter of a second, and a 40th. */
#define MOST_RESIDENT_IN_DOUBT (2500000ULL * 4096)
#define MOST_RESIDENT          (250000ULL * 4096)
#define REST_TIMES             20

/* With a tenth to spare, and within what the kernel's counter may be off: further than that
 * nothing is told. false also where something is unknown. */
static bool fits(const struct facts *facts, uint64_t charge)
{
    const struct system_facts *system = &facts->system;
    uint64_t of_user = facts->process.virtual_size / 32;
    if (system->user_reserve < of_user)
        of_user = system->user_reserve;
    uint64_t reserves = text_sum(of_user, system->admin_reserve);
    uint64_t spare =
        charge / 10 > system->commit_tolerance ? charge / 10 : system->commit_tolerance;
    uint64_t most = text_sum(text_sum(system->committed, reserves), text_sum(charge, spare));
    return is_known(most) && is_known(system->commit_limit) && most < system->commit_limit;
}

/* Two threads may write at once, and a fork copy a half: both are of this process, and what is made
 * of them is an estimate. */
struct last_walk {
    _Atomic uint64_t rests_until, excess;
};

static void walk(struct facts *facts, struct last_walk *last)
{
    uint64_t cheap = facts->process.commit_charge, before = clock_nanoseconds(CLOCK_MONOTONIC);
    if (!areas_take(facts, PROCESS_SELF))
        return;
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    atomic_store_explicit(&last->excess, cheap - facts->process.commit_charge,
                          memory_order_relaxed);
    atomic_store_explicit(&last->rests_until, now + (now - before) * REST_TIMES,
                          memory_order_relaxed);
}

/* By a walk that found it too small the excess is "negative": the sum wraps around, and is right.
 */
static uint64_t estimated(uint64_t cheap, uint64_t excess)
{
    uint64_t charge = cheap - excess;
    return charge <= TEXT_LARGEST ? charge : cheap;
}

void charge_read(struct facts *facts)
{
    static struct last_walk last;
    struct process_facts *process = &facts->process;
    uint64_t cheap = process->commit_charge;
    if (facts->system.overcommit_policy != OVERCOMMIT_NEVER || !is_known(cheap) ||
        !is_known(process->virtual_size) || fits(facts, process->virtual_size))
        return;
    uint64_t most = fits(facts, cheap) ? MOST_RESIDENT : MOST_RESIDENT_IN_DOUBT;
    if (clock_nanoseconds(CLOCK_MONOTONIC) <
        atomic_load_explicit(&last.rests_until, memory_order_relaxed))
        process->commit_charge =
            estimated(cheap, atomic_load_explicit(&last.excess, memory_order_relaxed));
    else if (is_known(process->rss) && process->rss <= most)
        walk(facts, &last);
}
