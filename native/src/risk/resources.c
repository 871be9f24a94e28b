/* SPDX-License-Identifier: Apache-2.0 */
/* The rules about refusals, processes, huge and pinned pages, descriptors, and the JDK's launcher.
 */
#include <errno.h>
#include <stddef.h>

#include "question.h"

/* Below, io_uring's buffers of one connection would be told of at each fork. */
#define PINNED_NOTICE (1U << 20)

/* Only what clone(2) itself refuses: a program that isn't there is the caller's mistake. EPERM and
 * ENOSYS (a seccomp policy) count for fork alone, as posix_spawn returns its exec's errors too. */
enum verdict was_refused(const struct question *q, struct reason *reason)
{
    int error = q->outcome == NULL ? 0 : q->outcome->error;
    bool by_policy = copies_memory(q->mechanism) && (error == EPERM || error == ENOSYS);
    if (error != ENOMEM && error != EAGAIN && !by_policy)
        return NO;
    reason->level = LEVEL_CRITICAL;
    reason->source = SOURCE_ERRNO;
    return YES;
}

/* The kernel refuses what would bring the count above the limit (pids_can_fork,
 * kernel/cgroup/pids.c; copy_process, kernel/fork.c). */
enum verdict processes_run_out(const struct question *q, struct reason *reason)
{
    const struct limit_facts *limits = &q->facts->limits;
    uint64_t left = limits->limit > limits->used ? limits->limit - limits->used : 0;
    if (limits->kind == LIMIT_NONE || left > limits_near(limits->limit))
        return limits->unsure ? NOT_ASSESSED : NO;
    reason->need = limits->used + 1;
    reason->have = limits->limit;
    reason->source = limits->kind == LIMIT_PIDS ? SOURCE_PIDS : SOURCE_USER_LIMIT;
    reason->level = left == 0 ? LEVEL_CRITICAL : LEVEL_WARNING;
    return YES;
}

/* A copy has no huge pages reserved. Where none is free the first write of the parent takes the
 * page from the child, which gets SIGBUS for it, as it does for a write of its own (hugetlb_wp,
 * mm/hugetlb.c). */
enum verdict hugetlb_runs_out(const struct question *q, struct reason *reason)
{
    uint64_t need = q->facts->hugetlb.copied, have = q->facts->hugetlb.free;
    if (!copies_memory(q->mechanism) || need == 0)
        return NO;
    if (!is_known(need) || !is_known(have))
        return NOT_ASSESSED;
    if (need <= have)
        return NO;
    reason->need = need;
    reason->have = have;
    reason->source = q->facts->hugetlb.in_group ? SOURCE_HUGE_GROUP : SOURCE_HUGE_PAGES;
    reason->level = LEVEL_WARNING;
    return YES;
}

/* Since 5.12 fork copies pages at once that a device may write to (copy_present_page,
 * mm/memory.c). */
enum verdict pinned_is_copied(const struct question *q, struct reason *reason)
{
    if (!copies_memory(q->mechanism))
        return NO;
    if (!is_known(q->facts->process.pinned))
        return NOT_ASSESSED;
    if (q->facts->process.pinned < PINNED_NOTICE)
        return NO;
    reason->need = q->facts->process.pinned;
    reason->have = PINNED_NOTICE;
    reason->source = SOURCE_PINNED;
    reason->level = LEVEL_NOTICE;
    return YES;
}

/* A child of fork or vfork may close them before its exec, as shells and the JDK do: no guess. But
 * the pipes of what a runtime is starting are meant for no other child, and until it has closed
 * them or ended, their readers see no end. What a JVM has open for itself nobody can remedy. */
enum verdict descriptors_leak(const struct question *q, struct reason *reason)
{
    if (q->facts->launching_pipes != 0) {
        reason->need = q->facts->launching_pipes;
        reason->source = SOURCE_LAUNCHES;
        reason->level = LEVEL_NOTICE;
        return YES;
    }
    if (!q->facts->passes_descriptors)
        return NO;
    const struct descriptor_facts *descriptors = &q->facts->descriptors;
    if (!is_known(descriptors->inherited))
        return NOT_ASSESSED;
    if (descriptors->inherited == descriptors->own)
        return descriptors->partial ? NOT_ASSESSED : NO;
    reason->need = descriptors->inherited - descriptors->own;
    reason->source = SOURCE_DESCRIPTOR;
    reason->level = LEVEL_NOTICE;
    return YES;
}

/* JDK 25 deprecates VFORK, and JDK 27 forks where it is asked for. */
enum verdict mechanism_is_at_risk(const struct question *q, struct reason *reason)
{
    if (!q->facts->pins_vfork)
        return NO;
    reason->source = SOURCE_PROPERTY;
    reason->level = LEVEL_NOTICE;
    return YES;
}

/* Without a helper that serves it, the JDK can start nothing. */
enum verdict helper_mismatches(const struct question *q, struct reason *reason)
{
    if (q->facts->helper == HELPER_AS_IT_SHOULD_BE)
        return NO;
    reason->source = SOURCE_HELPER;
    reason->level = LEVEL_WARNING;
    return YES;
}
