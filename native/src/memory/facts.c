/* SPDX-License-Identifier: Apache-2.0 */
/* One snapshot of all facts. */
#include "facts.h"

#include "areas.h"
#include "charge.h"
#include "host/alone.h"
#include "host/clock.h"
#include "largest.h"
#include "room.h"
#include "sample.h"

static bool exactly;

void facts_read_exactly(bool wanted)
{
    exactly = wanted;
}

bool facts_are_read_exactly(void)
{
    return exactly;
}

static void read_for_copy(struct facts *facts)
{
    hugetlb_read(&facts->hugetlb, &facts->process, PROCESS_SELF);
    if (exactly && areas_take(facts, PROCESS_SELF))
        return;
    largest_read(&facts->process, &facts->system);
    charge_read(facts);
}

static void read_surroundings(struct facts *facts, bool copies)
{
    system_read(&facts->system);
    cgroup_read(&facts->cgroup, &facts->oom_kills, &facts->system, PROCESS_SELF, copies);
    room_read(facts, PROCESS_SELF);
}

static void read_or_take_surroundings(struct facts *facts, bool copies, uint64_t thread)
{
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    if (!copies && sample_take(facts, thread, now))
        return;
    read_surroundings(facts, copies);
    if (!copies)
        sample_keep(facts, thread, now);
}

void facts_read(struct facts *facts, bool copies, uint64_t thread)
{
    process_read(&facts->process, PROCESS_SELF);
    alone_ask(facts->process.seccomp != 0);
    read_or_take_surroundings(facts, copies, thread);
    descriptors_read(&facts->descriptors, facts->closes_streams);
    limits_read(&facts->limits, facts);
    facts->stall_rate = stalls_rate();
    facts->learned = (struct learned_facts){0};
    facts->hugetlb = (struct hugetlb_facts){.free = UNKNOWN};
    if (copies)
        read_for_copy(facts);
    if (facts->system.overcommit_policy == OVERCOMMIT_NEVER && facts->process.sys_admin == 1)
        facts->process.sys_admin = process_is_in_first_user_namespace(PROCESS_SELF);
}
