/* SPDX-License-Identifier: Apache-2.0 */
/* A table of small predicates, one for each reason. */
#include "assess.h"

#include <stddef.h>

#include "memory/cgroup.h"
#include "question.h"
#include "stall.h"

/* What a call took beyond this many times the prediction, it spent waiting for a processor. */
#define STALL_MOST_TIMES 5

/* What a slow device may have to write yet; 24 MiB of 24 were seen. */
#define IN_FLIGHT_TO_SWAP (UINT64_C(64) * 1024 * 1024)

/* The least that the machine and the tightest cgroup can still give. */
enum verdict headroom(const struct question *q, struct reason *reason)
{
    uint64_t system = sum(q->facts->system.available, q->facts->system.swap_free);
    uint64_t cgroup = cgroup_headroom(&q->facts->cgroup);
    reason->have = minimum(system, cgroup);
    reason->source = cgroup < system ? SOURCE_CGROUP : SOURCE_AVAILABLE;
    return is_known(reason->have) ? YES : NOT_ASSESSED;
}

/* What the copy, and earlier ones that live, can come to at worst. */
static uint64_t copies_at_worst(const struct facts *facts)
{
    const struct process_facts *process = &facts->process;
    return sum(sum(copy_exposure(process), copied_page_tables_at_most(process)),
               facts->living.uncopied);
}

enum verdict memory_bound(const struct question *q, struct reason *reason)
{
    if (!copies_memory(q->mechanism))
        return NO;
    reason->need = copies_at_worst(q->facts);
    enum verdict known = headroom(q, reason);
    return is_known(reason->need) ? known : NOT_ASSESSED;
}

enum verdict throttle_bound(const struct question *q, struct reason *reason)
{
    const struct cgroup_facts *cgroup = &q->facts->cgroup;
    if (!copies_memory(q->mechanism) || (!is_known(cgroup->high) && !cgroup->high_unseen))
        return NO;
    reason->need = copies_at_worst(q->facts);
    reason->have = is_known(cgroup->high) ? less(cgroup->high, cgroup->high_used) : UNKNOWN;
    reason->source = SOURCE_HIGH;
    return is_known(reason->need) && is_known(reason->have) ? YES : NOT_ASSESSED;
}

/* Whether there can be no tighter bound than the one that was found. */
static bool all_is_seen(const struct facts *facts)
{
    const struct cgroup_facts *cgroup = &facts->cgroup;
    bool is_limited = cgroup->version != 0 && is_known(cgroup->limit);
    return !is_bound_to_nodes(facts->process.nodes, facts->system.nodes) && !cgroup->unseen &&
           (!is_limited || is_known(cgroup_headroom(cgroup))) &&
           is_known(facts->system.available) && is_known(facts->system.swap_free);
}

enum verdict fits(const struct question *q)
{
    return all_is_seen(q->facts) ? NO : NOT_ASSESSED;
}

/*
 * A page on its way to swap counts in memory until it is written, and reclaim in a cgroup of
 * version 2 does not wait for it (shrink_folio_list, mm/vmscan.c): where swap is slow the OOM
 * killer comes with room in it.
 */
static bool hinges_on_speed(const struct question *q, const struct reason *bound)
{
    const struct cgroup_facts *cgroup = &q->facts->cgroup;
    return bound->source == SOURCE_CGROUP && cgroup->version == 2 &&
           bound->need > less(bound->have, minimum(cgroup->swap_room, IN_FLIGHT_TO_SWAP));
}

bool risk_hinges_on_swap(const struct facts *facts)
{
    const struct question question = {.mechanism = MECHANISM_FORK, .facts = facts};
    struct reason bound;
    return memory_bound(&question, &bound) == YES && bound.need <= bound.have &&
           hinges_on_speed(&question, &bound);
}

/* What compresses to nothing would fit there, and what does not takes RAM for RAM. */
static bool hinges_on_compression(const struct question *q, const struct reason *bound)
{
    return q->facts->system.swap_is_in_ram && bound->need > q->facts->system.available;
}

static enum verdict oom_is_possible(const struct question *q, struct reason *reason)
{
    enum verdict bound = memory_bound(q, reason);
    if (bound != YES)
        return bound;
    if (reason->need <= reason->have)
        return hinges_on_speed(q, reason) || hinges_on_compression(q, reason) ? NOT_ASSESSED
                                                                              : fits(q);
    reason->level = LEVEL_WARNING;
    return YES;
}

/* The delay grows with the square of the part by which usage is above memory.high, and one of 10 ms
 * or less is left out: that is up to an 80th (calculate_high_delay, mm/memcontrol.c). */
#define UNDELAYED_PART 80

/* Where a limit that kills is nearer, memory.high is not reached. */
static enum verdict throttle_is_possible(const struct question *q, struct reason *reason)
{
    enum verdict bound = throttle_bound(q, reason);
    if (bound != YES)
        return bound;
    struct reason kills;
    bool is_first = headroom(q, &kills) != YES || reason->have < kills.have;
    uint64_t undelayed = q->facts->cgroup.high / UNDELAYED_PART;
    if (!is_first || reason->need <= sum(reason->have, undelayed))
        return q->facts->cgroup.high_unseen ? NOT_ASSESSED : NO;
    reason->level = LEVEL_WARNING;
    return YES;
}

/* Predicted, or as far as it may have been that: the huge pages of the machine may all be
 * another's, and then the copy has an entry for each small page. */
static uint64_t stall_of(const struct question *q, bool measured)
{
    if (!measured)
        return stall_foreseen(q->facts);
    uint64_t predicted = stall_in_small_pages(q->facts);
    return is_known(predicted) ? minimum(q->outcome->duration_ns, predicted * STALL_MOST_TIMES)
                               : q->outcome->duration_ns;
}

static enum verdict fork_stalls(const struct question *q, struct reason *reason)
{
    if (!copies_memory(q->mechanism))
        return NO;
    bool measured = q->outcome != NULL && q->outcome->error == 0;
    uint64_t stall = stall_of(q, measured);
    if (!is_known(stall))
        return NOT_ASSESSED;
    if (stall < STALL_NOTICE_NS)
        return NO;
    reason->level = stall < STALL_WARNING_NS ? LEVEL_NOTICE : LEVEL_WARNING;
    reason->need = stall;
    reason->have = reason->level == LEVEL_NOTICE ? STALL_NOTICE_NS : STALL_WARNING_NS;
    reason->source = measured                    ? SOURCE_MEASURED
                     : q->facts->stall_rate != 0 ? SOURCE_EARLIER_FORKS
                                                 : SOURCE_PAGE_TABLES;
    return YES;
}

static void add(struct risk *risk, const struct reason *reason)
{
    risk->reasons[risk->count++] = *reason;
    if (reason->level > risk->level)
        risk->level = reason->level;
}

void risk_assess(enum mechanism mechanism, const struct facts *facts, const struct outcome *outcome,
                 struct risk *risk)
{
    static const struct {
        enum reason_code code;
        enum verdict (*holds)(const struct question *, struct reason *);
    } rules[] = {
        {REASON_REFUSED, was_refused},
        {REASON_COMMIT_REFUSED, commit_is_refused},
        {REASON_PROCESS_LIMIT, processes_run_out},
        {REASON_OOM_LIKELY, oom_is_likely},
        {REASON_OOM_POSSIBLE, oom_is_possible},
        {REASON_CHILD_FOOTPRINT, footprint_exceeds},
        {REASON_HELPER_MISMATCH, helper_mismatches},
        {REASON_HUGETLB_COPY, hugetlb_runs_out},
        {REASON_THROTTLE_POSSIBLE, throttle_is_possible},
        {REASON_FORK_STALL, fork_stalls},
        {REASON_COMMIT_NEAR, commit_is_near},
        {REASON_PINNED_COPY, pinned_is_copied},
        {REASON_FD_LEAK, descriptors_leak},
        {REASON_MECHANISM_AT_RISK, mechanism_is_at_risk},
    };
    _Static_assert(sizeof rules / sizeof *rules == REASON_COUNT, "each reason has its rule");
    const struct question question = {
        .mechanism = mechanism,
        .facts = facts,
        .outcome = outcome,
    };
    *risk = (struct risk){.level = LEVEL_NONE};
    for (unsigned i = 0; i < REASON_COUNT; i++) {
        struct reason reason = {.code = rules[i].code, .need = UNKNOWN, .have = UNKNOWN};
        enum verdict verdict = rules[i].holds(&question, &reason);
        if (verdict == YES)
            add(risk, &reason);
        else if (verdict == NOT_ASSESSED)
            risk->not_assessed |= 1U << reason.code;
    }
}
