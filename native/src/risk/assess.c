/* SPDX-License-Identifier: Apache-2.0 */
/* A table of small predicates, one for each reason. */
#include "assess.h"

#include <stddef.h>

#include "memory/cgroup.h"
#include "question.h"

/* Time to copy one byte of page tables, the reference counts of the mapped pages included
 * (copy_present_pte, mm/memory.c): 7 to 11 ns in guests, from 64 MiB to 8 GiB in 4 KiB pages. */
#define STALL_NS_PER_BYTE 8

/* What a call took beyond this many times the prediction, it spent waiting for a processor. */
#define STALL_MOST_TIMES 5

/* Entries of 8 bytes that each map a page of 4 KiB. */
#define MAPPED_PER_TABLE_BYTE 512

static uint64_t copy_exposure(const struct process_facts *process)
{
    return sum(process->private_anonymous, process->swap);
}

/* Shared and file mappings have page tables too, but fork leaves those to be faulted in again
 * (vma_needs_copy, mm/memory.c), so a ZGC heap costs nothing here. */
static uint64_t copied_page_tables(const struct process_facts *process)
{
    uint64_t exposure = copy_exposure(process);
    if (!is_known(exposure) || !is_known(process->page_tables))
        return UNKNOWN;
    return minimum(process->page_tables, exposure / MAPPED_PER_TABLE_BYTE);
}

enum verdict memory_bound(const struct question *q, struct reason *reason)
{
    if (!copies_memory(q->mechanism))
        return NO;
    uint64_t need = sum(copy_exposure(&q->facts->process), copied_page_tables(&q->facts->process));
    uint64_t system = sum(q->facts->system.available, q->facts->system.swap_free);
    uint64_t cgroup = cgroup_headroom(&q->facts->cgroup);
    uint64_t have = minimum(system, cgroup);
    reason->need = need;
    reason->have = have;
    reason->source = cgroup < system ? SOURCE_CGROUP : SOURCE_AVAILABLE;
    return is_known(need) && is_known(have) ? YES : NOT_ASSESSED;
}

/* Whether there can be no tighter bound than the one that was found. */
static bool all_is_seen(const struct facts *facts)
{
    const struct cgroup_facts *cgroup = &facts->cgroup;
    bool is_limited = cgroup->version != 0 && is_known(cgroup->limit);
    return !cgroup->unseen && (!is_limited || is_known(cgroup_headroom(cgroup))) &&
           is_known(facts->system.available) && is_known(facts->system.swap_free);
}

static enum verdict oom_is_possible(const struct question *q, struct reason *reason)
{
    enum verdict bound = memory_bound(q, reason);
    if (bound != YES)
        return bound;
    if (reason->need <= reason->have)
        return all_is_seen(q->facts) ? NO : NOT_ASSESSED;
    reason->level = LEVEL_WARNING;
    return YES;
}

/* How long the copy of the page tables stops the caller: predicted, or as far as it was that. A
 * huge page's table is kept ready but empty (pgtable_trans_huge_deposit), and not copied. */
static uint64_t stall_of(const struct question *q, bool measured)
{
    uint64_t exposure = copy_exposure(&q->facts->process);
    uint64_t tables = copied_page_tables(&q->facts->process);
    if (!is_known(tables))
        return measured ? q->outcome->duration_ns : UNKNOWN;
    uint64_t small = exposure - bytes_in_huge_pages(exposure, &q->facts->system);
    uint64_t predicted = minimum(tables, small / MAPPED_PER_TABLE_BYTE) * STALL_NS_PER_BYTE;
    return measured ? minimum(q->outcome->duration_ns, predicted * STALL_MOST_TIMES) : predicted;
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
    reason->source = measured ? SOURCE_MEASURED : SOURCE_PAGE_TABLES;
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
        {REASON_OOM_POSSIBLE, oom_is_possible},
        {REASON_HUGETLB_COPY, hugetlb_runs_out},
        {REASON_FORK_STALL, fork_stalls},
        {REASON_COMMIT_NEAR, commit_is_near},
        {REASON_PINNED_COPY, pinned_is_copied},
        {REASON_FD_LEAK, descriptors_leak},
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
