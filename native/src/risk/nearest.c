/* SPDX-License-Identifier: Apache-2.0 */
/* Which limit a spawn would hit first. */
#include "nearest.h"

#include <stddef.h>

#include "question.h"

static double part_of(const struct reason *limit)
{
    return (double)limit->need / (limit->have == 0 ? 0.5 : (double)limit->have);
}

static enum verdict processes_bound(const struct question *q, struct reason *reason)
{
    const struct limit_facts *limits = &q->facts->limits;
    if (limits->kind == LIMIT_NONE || !is_known(limits->used))
        return NO;
    reason->need = limits->used + 1;
    reason->have = limits->limit;
    reason->source = limits->kind == LIMIT_PIDS ? SOURCE_PIDS : SOURCE_USER_LIMIT;
    return YES;
}

bool risk_nearest(enum mechanism mechanism, const struct facts *facts, struct reason *nearest)
{
    static const struct {
        enum reason_code code;
        enum verdict (*bound)(const struct question *, struct reason *);
    } limits[] = {
        {REASON_COMMIT_REFUSED, commit_bound},
        {REASON_OOM_POSSIBLE, memory_bound},
        {REASON_THROTTLE_POSSIBLE, throttle_bound},
        {REASON_PROCESS_LIMIT, processes_bound},
    };
    const struct question question = {.mechanism = mechanism, .facts = facts};
    bool found = false;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct reason limit = {.code = limits[i].code, .need = UNKNOWN, .have = UNKNOWN};
        if (limits[i].bound(&question, &limit) != YES ||
            (found && part_of(&limit) <= part_of(nearest)))
            continue;
        *nearest = limit;
        found = true;
    }
    return found;
}

void risk_memory(const struct facts *facts, struct reason *memory)
{
    const struct question question = {.mechanism = MECHANISM_FORK, .facts = facts};
    *memory = (struct reason){.code = REASON_OOM_POSSIBLE, .need = UNKNOWN, .have = UNKNOWN};
    (void)memory_bound(&question, memory);
}
