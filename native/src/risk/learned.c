/* SPDX-License-Identifier: Apache-2.0 */
/* The rules about what a call site's children were seen to do. */
#include "learned.h"

#include "question.h"

uint64_t learned_usual(uint64_t usual, uint64_t sample)
{
    if (usual == 0)
        return sample;
    return sample > usual ? usual + (sample - usual + 1) / 2 : usual - (usual - sample) / 8;
}

/* Beside OOM_POSSIBLE: not only could the copy exceed what there is, but what earlier children of
 * this call were measured to have copied does, with the least of page tables that each copy gets at
 * once. */
enum verdict oom_is_likely(const struct question *q, struct reason *reason)
{
    uint64_t copied = q->facts->learned.copied;
    if (!copies_memory(q->mechanism) || copied == 0)
        return NO;
    enum verdict bound = memory_bound(q, reason);
    if (bound != YES || reason->need <= reason->have)
        return bound == YES ? fits(q) : bound;
    /* No more than the process can be made to copy: a child measures what it made new, too. */
    copied = minimum(copied, copy_exposure(&q->facts->process));
    reason->need = sum(copied, copied_page_tables(&q->facts->process));
    reason->level = LEVEL_CRITICAL;
    if (reason->source == SOURCE_CGROUP)
        reason->source = SOURCE_THIS_CGROUP;
    return reason->need > reason->have ? YES : fits(q);
}

/* A program that shares nothing has to be given all that it touches, by whatever call it was
 * started; of a call whose copies go on as copies it says nothing. */
enum verdict footprint_exceeds(const struct question *q, struct reason *reason)
{
    uint64_t need = q->facts->learned.peak_rss;
    if (need == 0 || q->facts->learned.no_exec > 0)
        return NO;
    enum verdict bound = headroom(q, reason);
    if (bound != YES || need <= reason->have)
        return bound == YES ? fits(q) : bound;
    reason->need = need;
    reason->level = LEVEL_WARNING;
    return YES;
}
