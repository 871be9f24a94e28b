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

/* The kernel sums Committed_AS from per-CPU counters that each may hold back a batch of
 * total RAM / 256 / CPUs (mm/util.c, mm_compute_batch; the policy 2 case). */
#define COMMIT_TOLERANCE_SHARE 256

/* Entries of 8 bytes that each map a page of 4 KiB. */
#define MAPPED_PER_TABLE_BYTE 512

static uint64_t minimum(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t sum(uint64_t a, uint64_t b)
{
    return is_known(a) && is_known(b) && a <= UINT64_MAX - b ? a + b : UNKNOWN;
}

static uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

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

/* What __vm_enough_memory (mm/util.c) leaves under policy 2. total_vm is the parent's whole size:
 * the check runs for its mm (dup_mmap, mm/mmap.c). */
static uint64_t strict_room(const struct question *q)
{
    const struct system_facts *system = &q->facts->system;
    if (!is_known(system->commit_limit) || !is_known(system->committed) ||
        !is_known(system->user_reserve) || !is_known(system->admin_reserve) ||
        !is_known(q->facts->process.virtual_size) || !is_known(q->facts->process.sys_admin))
        return UNKNOWN;
    uint64_t reserves = minimum(q->facts->process.virtual_size / 32, system->user_reserve);
    if (q->facts->process.sys_admin == 0)
        reserves = sum(reserves, system->admin_reserve);
    return less(less(system->commit_limit, reserves), system->committed);
}

/* Need and room of the commit check, and by how much the kernel's own counters may differ. */
struct commit {
    uint64_t need, room, tolerance;
    enum source source;
};

/* Policy 0 refuses one area above RAM and swap (mm/util.c since 5.2). No area can be larger than
 * the whole charge, which settles nearly every process without knowing its areas. */
static enum verdict commit_under_guess(const struct question *q, struct commit *commit)
{
    uint64_t bound = sum(q->facts->system.total, q->facts->system.swap_total);
    uint64_t charge = q->facts->process.commit_charge;
    if (!is_known(bound) || !is_known(charge))
        return NOT_ASSESSED;
    uint64_t largest = q->facts->process.largest_area;
    if (!is_known(largest) && charge > bound)
        return NOT_ASSESSED;
    *commit = (struct commit){
        .need = is_known(largest) ? largest : 0, .room = bound, .source = SOURCE_RAM_AND_SWAP};
    return YES;
}

static enum verdict commit_under_never(const struct question *q, struct commit *commit)
{
    uint64_t room = strict_room(q);
    if (!is_known(room) || !is_known(q->facts->process.commit_charge) ||
        !is_known(q->facts->system.total))
        return NOT_ASSESSED;
    *commit = (struct commit){.need = q->facts->process.commit_charge,
                              .room = room,
                              .tolerance = q->facts->system.total / COMMIT_TOLERANCE_SHARE,
                              .source = SOURCE_COMMIT_LIMIT};
    return YES;
}

/* YES where the policy checks at all. */
static enum verdict commit_check(const struct question *q, struct commit *commit)
{
    if (!copies_memory(q->mechanism) || q->facts->system.overcommit_policy == OVERCOMMIT_ALWAYS)
        return NO;
    if (q->facts->system.overcommit_policy == OVERCOMMIT_GUESS)
        return commit_under_guess(q, commit);
    if (q->facts->system.overcommit_policy == OVERCOMMIT_NEVER)
        return commit_under_never(q, commit);
    return NOT_ASSESSED;
}

/* Policy 2 lets pass what stays below the limit, policy 0 what does not exceed the bound. */
static bool is_beyond(const struct commit *commit)
{
    return commit->source == SOURCE_COMMIT_LIMIT ? commit->need >= commit->room
                                                 : commit->need > commit->room;
}

static bool is_refused(const struct commit *commit)
{
    return is_beyond(commit) && less(commit->need, commit->room) >= commit->tolerance;
}

static void carry_commit(const struct commit *commit, enum level level, struct reason *reason)
{
    reason->need = commit->need;
    reason->have = commit->room;
    reason->source = commit->source;
    reason->level = level;
}

static enum verdict commit_is_refused(const struct question *q, struct reason *reason)
{
    struct commit commit;
    enum verdict checked = commit_check(q, &commit);
    if (checked != YES || !is_refused(&commit))
        return checked == YES ? NO : checked;
    carry_commit(&commit, LEVEL_CRITICAL, reason);
    return YES;
}

/* Less than a tenth of the charge to spare, or so near that only the kernel's counters know. */
static enum verdict commit_is_near(const struct question *q, struct reason *reason)
{
    struct commit commit;
    if (commit_check(q, &commit) != YES || is_refused(&commit))
        return NO;
    uint64_t spare = less(commit.room, commit.need);
    if (spare >= commit.need / 10 && spare >= commit.tolerance)
        return NO;
    carry_commit(&commit, LEVEL_NOTICE, reason);
    return YES;
}

enum verdict commit_bound(const struct question *q, struct reason *reason)
{
    struct commit commit;
    /* Under policy 0 the largest area is not known without a walk. */
    if (commit_check(q, &commit) != YES || commit.need == 0)
        return NO;
    carry_commit(&commit, LEVEL_NONE, reason);
    return YES;
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

static enum verdict oom_is_possible(const struct question *q, struct reason *reason)
{
    enum verdict bound = memory_bound(q, reason);
    if (bound != YES)
        return bound;
    bool all_seen = !q->facts->cgroup.unseen && is_known(q->facts->system.available) &&
                    is_known(q->facts->system.swap_free);
    if (reason->need <= reason->have)
        return all_seen ? NO : NOT_ASSESSED;
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
