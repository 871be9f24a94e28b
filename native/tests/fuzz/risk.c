/* SPDX-License-Identifier: Apache-2.0 */
/* The judgement: no fact, however absurd, breaks it; where one is taken away, a reason that is no
 * longer given is told as not assessed; and what copies no memory has none of the reasons of a
 * copy. A limit that is exceeded is not further than the one that is told as the nearest. */
#include "risk/assess.h"

#include "fuzz.h"
#include "risk/nearest.h"

#define BIT_OF(code) (1U << (code))
#define BIT(code)    BIT_OF(REASON_##code)
#define LIMITS                                                                                     \
    (BIT(COMMIT_REFUSED) | BIT(OOM_POSSIBLE) | BIT(THROTTLE_POSSIBLE) | BIT(PROCESS_LIMIT))

#define OF_A_COPY                                                                                  \
    (BIT(COMMIT_REFUSED) | BIT(COMMIT_NEAR) | BIT(OOM_POSSIBLE) | BIT(HUGETLB_COPY) |              \
     BIT(THROTTLE_POSSIBLE) | BIT(FORK_STALL) | BIT(PINNED_COPY))

/* Numbers near each other, so that they meet, besides some of any size. */
static uint64_t number(struct input *input)
{
    uint64_t kind = input_number(input, 1);
    if (kind == 0xFF)
        return UNKNOWN;
    return kind == 0xFE ? input_number(input, 8) & INT64_MAX : (kind & 15) << (kind >> 4) * 3;
}

static unsigned reasons_of(const struct risk *risk)
{
    unsigned codes = 0;
    enum level highest = LEVEL_NONE;
    MUST(risk->count <= REASON_COUNT);
    for (unsigned i = 0; i < risk->count; i++) {
        const struct reason *reason = &risk->reasons[i];
        MUST((codes & 1U << reason->code) == 0 && reason->level > LEVEL_NONE);
        codes |= 1U << reason->code;
        highest = reason->level > highest ? reason->level : highest;
        if (reason->code == REASON_OOM_POSSIBLE || reason->code == REASON_HUGETLB_COPY)
            MUST(is_known(reason->need) && is_known(reason->have) && reason->need > reason->have);
    }
    MUST(risk->level == highest && (codes & risk->not_assessed) == 0);
    return codes;
}

static unsigned judge(enum mechanism mechanism, const struct facts *facts,
                      const struct outcome *outcome, unsigned *not_assessed)
{
    struct risk risk;
    risk_assess(mechanism, facts, outcome, &risk);
    unsigned codes = reasons_of(&risk);
    *not_assessed = risk.not_assessed;
    if (!copies_memory(mechanism))
        MUST(((codes | *not_assessed) & OF_A_COPY) == 0);
    return codes;
}

static double part_of(const struct reason *limit)
{
    return (double)limit->need / (limit->have == 0 ? 0.5 : (double)limit->have);
}

static void the_nearest_is_the_nearest(enum mechanism mechanism, const struct facts *facts)
{
    struct risk risk;
    struct reason nearest = {.code = REASON_COUNT};
    risk_assess(mechanism, facts, NULL, &risk);
    bool found = risk_nearest(mechanism, facts, &nearest);
    MUST(!found || (nearest.level == LEVEL_NONE && is_known(nearest.need) &&
                    (BIT_OF(nearest.code) & LIMITS) != 0));
    if (!copies_memory(mechanism))
        MUST(!found || nearest.code == REASON_PROCESS_LIMIT);
    for (unsigned i = 0; i < risk.count; i++) {
        const struct reason *reason = &risk.reasons[i];
        if ((BIT_OF(reason->code) & LIMITS) == 0)
            continue;
        MUST(found && part_of(&nearest) >= part_of(reason));
    }
}

/* Whether a copy comes near the limit is asked only where it is known whether it is refused. */
static void each_loss_is_told(enum mechanism mechanism, struct facts *facts, uint64_t *fact,
                              const struct outcome *outcome)
{
    unsigned not_assessed, before = judge(mechanism, facts, outcome, &not_assessed);
    uint64_t kept = *fact;
    *fact = UNKNOWN;
    unsigned after = judge(mechanism, facts, outcome, &not_assessed);
    unsigned lost = before & ~after & ~not_assessed;
    if ((not_assessed & BIT(COMMIT_REFUSED)) != 0 || fact == &facts->process.largest_area)
        lost &= ~BIT(COMMIT_NEAR);
    MUST(lost == 0);
    *fact = kept;
}

static uint64_t less_of(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* No area is larger than what it is a part of. */
static uint64_t most_of(const struct facts *facts)
{
    return less_of(less_of(facts->process.virtual_size, facts->system.committed),
                   facts->process.largest_at_most);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    enum mechanism mechanism = (enum mechanism)(input_number(&input, 1) % MECHANISM_COUNT);
    struct outcome outcome = {(int)input_number(&input, 1) % 40, number(&input)};
    const struct outcome *told = input_number(&input, 1) % 2 ? &outcome : NULL;
    struct facts facts = {.passes_descriptors = true};
    uint64_t *process = &facts.process.commit_charge, *system = (uint64_t *)&facts.system;
    const size_t in_process = (size_t)(&facts.process.user - process) + 1;
    const size_t in_system = (size_t)(&facts.system.kernel - system) + 1;
    for (size_t i = 0; i < in_process; i++)
        process[i] = number(&input);
    for (size_t i = 0; i < in_system; i++)
        system[i] = number(&input);
    facts.system.overcommit_policy = input_number(&input, 1) % 4;
    facts.process.sys_admin %= 2;
    if (facts.process.largest_area > most_of(&facts))
        facts.process.largest_area = UNKNOWN;
    /* Nor has a machine more to give than it has. */
    if (facts.system.available > facts.system.total)
        facts.system.available = UNKNOWN;
    if (facts.system.swap_free > facts.system.swap_total)
        facts.system.swap_free = UNKNOWN;
    facts.cgroup = (struct cgroup_facts){.version = (unsigned)input_number(&input, 1) % 3,
                                         .limit = number(&input),
                                         .usage = number(&input),
                                         .reclaimable = number(&input),
                                         .swap_room = number(&input),
                                         .high = number(&input),
                                         .high_used = number(&input)};
    facts.cgroup.high_unseen = input_number(&input, 1) % 2;
    /* Where none is set nobody asks what is used. */
    if (!is_known(facts.cgroup.high))
        facts.cgroup.high_used = UNKNOWN;
    facts.limits = (struct limit_facts){(enum limit_kind)(input_number(&input, 1) % 3), false, "",
                                        number(&input), number(&input)};
    facts.hugetlb = (struct hugetlb_facts){.copied = number(&input), .free = number(&input)};
    facts.descriptors.inherited = number(&input);
    facts.hugetlb.in_group = input_number(&input, 1) % 2;
    facts.system.swap_is_in_ram = input_number(&input, 1) % 2;
    facts.system.nodes = input_number(&input, 1) % 4;
    facts.process.nodes = input_number(&input, 1) % 4;
    /* A limit is none while nobody knows what is used of it. */
    if (!is_known(facts.limits.used))
        facts.limits.kind = LIMIT_NONE;
    the_nearest_is_the_nearest(mechanism, &facts);
    for (size_t i = 0; i < in_process; i++)
        each_loss_is_told(mechanism, &facts, &process[i], told);
    for (size_t i = 0; i < in_system; i++)
        each_loss_is_told(mechanism, &facts, &system[i], told);
    each_loss_is_told(mechanism, &facts, &facts.hugetlb.copied, told);
    each_loss_is_told(mechanism, &facts, &facts.hugetlb.free, told);
    each_loss_is_told(mechanism, &facts, &facts.descriptors.inherited, told);
    return 0;
}
