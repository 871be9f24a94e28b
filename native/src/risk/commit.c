/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the kernel promises the memory of a copy: __vm_enough_memory (mm/util.c), by policy. */
#include <errno.h>
#include <stddef.h>

#include "question.h"

/* UNSURE: a fact is missing, or lies where facts that can be had decide nothing. SEEMS_REFUSED: by
 * the figures of constant time, which may be too high. */
enum passage { UNCHECKED, UNSURE, PASSES, PASSES_BARELY, SEEMS_REFUSED, IS_REFUSED };

/* What the decision was about. */
struct commit {
    uint64_t need; /* UNKNOWN: only known to be small enough */
    uint64_t room;
    enum source source;
};

/* Less than a tenth of what is needed to spare is too near for a process that grows. */
static bool is_far(uint64_t need, uint64_t room)
{
    return need <= room && room - need >= need / 10;
}

/* total_vm is the parent's whole size, for the check runs for its mm (dup_mmap,
 * mm/mmap.c); and the user reserve is kept from root too. */
uint64_t commit_reserves(const struct facts *facts)
{
    const struct process_facts *process = &facts->process;
    if (!is_known(process->virtual_size) || !is_known(facts->system.user_reserve) ||
        !is_known(process->sys_admin))
        return UNKNOWN;
    uint64_t user = minimum(process->virtual_size / 32, facts->system.user_reserve);
    return process->sys_admin == 1 ? user : sum(user, facts->system.admin_reserve);
}

static bool is_beyond(uint64_t taken, const struct system_facts *system)
{
    return taken >= system->commit_limit &&
           taken - system->commit_limit >= system->commit_tolerance;
}

/* VmData + VmStk has what MADV_DONTFORK keeps back too (memory/charge.c), so no certainty is made
 * of it, but where not a page would fit, or the kernel has refused. */
static bool is_proved(const struct question *q, uint64_t without_charge)
{
    return q->facts->process.exact || is_beyond(without_charge, &q->facts->system) ||
           (q->outcome != NULL && q->outcome->error == ENOMEM);
}

/* Below the limit it passes, at it not. The kernel compares with a counter of which each CPU may
 * keep back a batch: within the tolerance nobody can know. */
static enum passage under_never(const struct question *q, struct commit *commit)
{
    const struct system_facts *system = &q->facts->system;
    uint64_t charge = q->facts->process.commit_charge, reserved = commit_reserves(q->facts);
    uint64_t taken = sum(sum(system->committed, charge), reserved);
    if (!is_known(taken) || !is_known(system->commit_limit) || !is_known(system->commit_tolerance))
        return UNSURE;
    *commit = (struct commit){
        .need = charge,
        .room = less(less(system->commit_limit, reserved), system->committed),
        .source = SOURCE_COMMIT_LIMIT,
    };
    if (is_beyond(taken, system))
        return is_proved(q, taken - charge) ? IS_REFUSED : SEEMS_REFUSED;
    uint64_t spare = less(system->commit_limit, taken);
    return spare >= charge / 10 && spare >= system->commit_tolerance ? PASSES : PASSES_BARELY;
}

/*
 * Before 5.2 (commit 8c7829b04c52) an area had to fit into what was free at that moment, page
 * cache, swap and slab included. MemAvailable counts the same and takes off more of it
 * (si_mem_available, mm/page_alloc.c): what fits into that passes. 0 where it is not known.
 */
static uint64_t surely_had_before_5_2(const struct system_facts *system)
{
    uint64_t room = sum(system->available, system->swap_free);
    return is_known(room) && is_known(system->admin_reserve) ? less(room, system->admin_reserve)
                                                             : 0;
}

/* The largest area itself, or what it can't exceed: it lies within the process, and was charged. */
static uint64_t largest_possible(const struct facts *facts)
{
    const struct process_facts *process = &facts->process;
    if (is_known(process->largest_area))
        return process->largest_area;
    uint64_t most = minimum(process->virtual_size, facts->system.committed);
    return minimum(most, process->largest_at_most);
}

/* Since 5.2 one area above all RAM and swap is refused, and nothing else. */
static enum passage under_guess(const struct facts *facts, struct commit *commit)
{
    const struct system_facts *system = &facts->system;
    uint64_t largest = facts->process.largest_area, most = largest_possible(facts);
    uint64_t all = sum(system->total, system->swap_total);
    bool is_new = is_known(system->kernel) && system->kernel >= KERNEL_VERSION(5, 2);
    if (!is_known(all) || !is_known(most))
        return UNSURE;
    *commit = (struct commit){.need = largest, .room = all, .source = SOURCE_RAM_AND_SWAP};
    if (is_known(largest) && largest > all)
        return IS_REFUSED;
    if (is_far(most, is_new ? all : minimum(all, surely_had_before_5_2(system))))
        return PASSES;
    return is_new && is_known(largest) ? PASSES_BARELY : UNSURE;
}

static enum passage passage_of(const struct question *q, struct commit *commit)
{
    if (!copies_memory(q->mechanism) || q->facts->system.overcommit_policy == OVERCOMMIT_ALWAYS)
        return UNCHECKED;
    if (q->facts->system.overcommit_policy == OVERCOMMIT_GUESS)
        return under_guess(q->facts, commit);
    if (q->facts->system.overcommit_policy == OVERCOMMIT_NEVER)
        return under_never(q, commit);
    return UNSURE;
}

static void carry(const struct commit *commit, enum level level, struct reason *reason)
{
    reason->need = commit->need;
    reason->have = commit->room;
    reason->source = commit->source;
    reason->level = level;
}

enum verdict commit_is_refused(const struct question *q, struct reason *reason)
{
    struct commit commit;
    enum passage passage = passage_of(q, &commit);
    if (passage == UNSURE || passage == SEEMS_REFUSED)
        return NOT_ASSESSED;
    if (passage != IS_REFUSED)
        return NO;
    carry(&commit, LEVEL_CRITICAL, reason);
    return YES;
}

enum verdict commit_is_near(const struct question *q, struct reason *reason)
{
    struct commit commit;
    enum passage passage = passage_of(q, &commit);
    if (passage == UNSURE)
        return NOT_ASSESSED;
    if (passage != PASSES_BARELY && passage != SEEMS_REFUSED)
        return NO;
    carry(&commit, passage == SEEMS_REFUSED ? LEVEL_WARNING : LEVEL_NOTICE, reason);
    return YES;
}

enum verdict commit_bound(const struct question *q, struct reason *reason)
{
    struct commit commit;
    enum passage passage = passage_of(q, &commit);
    if (passage == UNCHECKED || passage == UNSURE || !is_known(commit.need))
        return NO;
    carry(&commit, LEVEL_NONE, reason);
    return YES;
}
