/* SPDX-License-Identifier: Apache-2.0 */
/* Each reason on both sides of its threshold. No kernel is needed: the function is pure. */
#include "risk/assess.h"

#include <errno.h>

#include "../test.h"

/* A parent of 1 GiB on a machine of 24 GiB with nothing to fear. */
static struct facts calm(void)
{
    return (struct facts){
        .process = {.commit_charge = 1100 * MIB,
                    .largest_area = UNKNOWN,
                    .largest_at_most = UNKNOWN,
                    .virtual_size = 3200 * MIB,
                    .rss = 1100 * MIB,
                    .private_anonymous = 1024 * MIB,
                    .swap = 0,
                    .page_tables = 2 * MIB,
                    .hugetlb = 0,
                    .pinned = 0,
                    .threads = 1,
                    .sys_admin = 1},
        .system = {.overcommit_policy = OVERCOMMIT_GUESS,
                   .commit_limit = 12 * GIB,
                   .committed = 2 * GIB,
                   .total = 24 * GIB,
                   .available = 20 * GIB,
                   .swap_total = 0,
                   .swap_free = 0,
                   .admin_reserve = UNKNOWN,
                   .user_reserve = UNKNOWN,
                   .commit_tolerance = UNKNOWN,
                   .kernel = KERNEL_VERSION(5, 2)},
        .cgroup = {.version = 0,
                   .limit = UNKNOWN,
                   .usage = UNKNOWN,
                   .high = UNKNOWN,
                   .high_used = UNKNOWN},
        .limits = {.kind = LIMIT_NONE},
        .descriptors = {.inherited = 3, .example = 7},
    };
}

static struct facts strict(void)
{
    struct facts facts = calm();
    facts.process.exact = true;
    facts.system.overcommit_policy = OVERCOMMIT_NEVER;
    facts.system.admin_reserve = 8 * MIB;
    facts.system.user_reserve = 128 * MIB;
    facts.system.commit_tolerance = 96 * MIB;
    facts.system.kernel = UNKNOWN;
    return facts;
}

static struct risk assess(enum mechanism mechanism, const struct facts *facts)
{
    struct risk risk;
    risk_assess(mechanism, facts, NULL, &risk);
    return risk;
}

static const struct reason *find(const struct risk *risk, enum reason_code code)
{
    for (unsigned i = 0; i < risk->count; i++)
        if (risk->reasons[i].code == code)
            return &risk->reasons[i];
    return NULL;
}

static struct cgroup_facts container(uint64_t limit, uint64_t usage)
{
    return (struct cgroup_facts){.version = 2,
                                 .path = "/pod",
                                 .limit = limit,
                                 .usage = usage,
                                 .reclaimable = 0,
                                 .swap_room = 0,
                                 .oom_group = 0,
                                 .high = UNKNOWN,
                                 .high_used = UNKNOWN};
}

TEST(a_fork_with_room_on_all_sides_stalls_but_harms_nothing)
{
    struct facts facts = calm();
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_int_equal(risk.level, LEVEL_NOTICE);
    assert_int_equal(risk.count, 1);
    assert_int_equal(risk.reasons[0].code, REASON_FORK_STALL);
    assert_int_equal(risk.not_assessed, 0);
}

TEST(OOM_POSSIBLE_names_the_cgroup_that_the_copy_exceeds)
{
    struct facts facts = calm();
    facts.cgroup = container(1536 * MIB, 1200 * MIB);
    struct risk risk = assess(MECHANISM_FORK, &facts);
    const struct reason *reason = find(&risk, REASON_OOM_POSSIBLE);
    assert_non_null(reason);
    assert_int_equal(reason->level, LEVEL_WARNING);
    assert_int_equal(reason->source, SOURCE_CGROUP);
    assert_int_equal(reason->need, 1026 * MIB);
    assert_int_equal(reason->have, 336 * MIB);
}

TEST(OOM_POSSIBLE_is_silent_while_the_copy_fits)
{
    struct facts facts = calm();
    facts.cgroup = container(2226 * MIB, 1200 * MIB);
    struct risk fits = assess(MECHANISM_FORK, &facts);
    facts.cgroup.usage++;
    struct risk exceeds = assess(MECHANISM_FORK, &facts);
    assert_null(find(&fits, REASON_OOM_POSSIBLE));
    assert_non_null(find(&exceeds, REASON_OOM_POSSIBLE));
}

TEST(OOM_POSSIBLE_counts_what_living_copies_may_still_copy)
{
    struct facts facts = calm();
    facts.cgroup = container(2226 * MIB, 1200 * MIB);
    facts.living = (struct living_facts){3, 1};
    struct risk risk = assess(MECHANISM_FORK, &facts);
    const struct reason *reason = find(&risk, REASON_OOM_POSSIBLE);
    assert_non_null(reason);
    assert_int_equal(reason->need, 1026 * MIB + 1);
}

TEST(OOM_POSSIBLE_names_the_system_where_it_is_tighter)
{
    struct facts facts = calm();
    facts.cgroup = container(4 * GIB, 1200 * MIB);
    facts.system.available = 100 * MIB;
    facts.system.swap_free = 17 * MIB;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    const struct reason *reason = find(&risk, REASON_OOM_POSSIBLE);
    assert_non_null(reason);
    assert_int_equal(reason->source, SOURCE_AVAILABLE);
    assert_int_equal(reason->have, 117 * MIB);
}

TEST(OOM_POSSIBLE_counts_swapped_pages_as_exposed)
{
    struct facts facts = calm();
    facts.process.swap = 300 * MIB;
    facts.cgroup = container(2 * GIB, 800 * MIB);
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_non_null(find(&risk, REASON_OOM_POSSIBLE));
}

TEST(a_clone_is_warned_of_for_copying_unless_it_shares_its_memory)
{
    struct facts facts = calm();
    facts.cgroup = container(1536 * MIB, 1200 * MIB);
    struct risk copy = assess(MECHANISM_CLONE, &facts);
    struct risk shared = assess(MECHANISM_CLONE_VM, &facts);
    assert_non_null(find(&copy, REASON_OOM_POSSIBLE));
    assert_int_equal(shared.count, 0);
}

TEST(a_vfork_is_never_warned_of_for_copying)
{
    struct facts facts = strict();
    facts.cgroup = container(1100 * MIB, 1100 * MIB);
    facts.system.available = 0;
    facts.system.committed = facts.system.commit_limit;
    struct risk risk = assess(MECHANISM_VFORK, &facts);
    assert_int_equal(risk.level, LEVEL_NONE);
    assert_int_equal(risk.count, 0);
    assert_int_equal(risk.not_assessed, 0);
}

TEST(shared_memory_is_no_exposure_and_no_stall)
{
    struct facts facts = calm();
    facts.process.private_anonymous = 40 * MIB;
    facts.process.commit_charge = 46 * MIB;
    facts.process.page_tables = 5 * MIB;
    facts.cgroup = container(2 * GIB, 1900 * MIB);
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_int_equal(risk.count, 0);
}

/* One touched page in each 2 MiB: 4 KiB of tables for each 4 KiB of memory. */
TEST(page_tables_of_pages_far_apart_are_as_large_as_these)
{
    struct facts facts = calm();
    facts.process.private_anonymous = 64 * MIB;
    facts.process.page_tables = 64 * MIB + 100 * 1024;
    facts.cgroup = container(2 * GIB, 2 * GIB - 128 * MIB);
    struct risk fits = assess(MECHANISM_FORK, &facts);
    facts.cgroup.usage++;
    struct risk exceeds = assess(MECHANISM_FORK, &facts);
    assert_null(find(&fits, REASON_OOM_POSSIBLE));
    assert_int_equal(find(&exceeds, REASON_OOM_POSSIBLE)->need, 128 * MIB);
    assert_null(find(&exceeds, REASON_FORK_STALL));
}

/* What is left below the limit and the user reserve, which is a 32nd of the address space. */
static void leave(struct facts *facts, uint64_t bytes)
{
    facts->system.committed = facts->system.commit_limit - 3200 * MIB / 32 - bytes;
}

TEST(COMMIT_REFUSED_is_certain_under_the_strict_policy_beyond_its_tolerance)
{
    struct facts facts = strict();
    leave(&facts, 1100 * MIB - 96 * MIB);
    struct risk risk = assess(MECHANISM_FORK, &facts);
    const struct reason *reason = find(&risk, REASON_COMMIT_REFUSED);
    assert_non_null(reason);
    assert_int_equal(reason->level, LEVEL_CRITICAL);
    assert_int_equal(reason->source, SOURCE_COMMIT_LIMIT);
    assert_int_equal(reason->need, 1100 * MIB);
    assert_int_equal(reason->have, 1100 * MIB - 96 * MIB);
    leave(&facts, 1100 * MIB - 96 * MIB + 1);
    risk = assess(MECHANISM_FORK, &facts);
    assert_null(find(&risk, REASON_COMMIT_REFUSED));
    assert_non_null(find(&risk, REASON_COMMIT_NEAR));
}

TEST(COMMIT_REFUSED_is_certain_where_the_limit_was_exceeded_before_by_a_small_process_too)
{
    struct facts facts = strict();
    facts.process.commit_charge = MIB;
    facts.system.committed = facts.system.commit_limit + GIB;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_int_equal(find(&risk, REASON_COMMIT_REFUSED)->need, MIB);
    assert_int_equal(find(&risk, REASON_COMMIT_REFUSED)->have, 0);
}

/* VmData has what MADV_DONTFORK keeps back. */
TEST(a_charge_of_constant_time_is_no_proof_of_COMMIT_REFUSED)
{
    struct facts facts = strict();
    facts.process.exact = false;
    leave(&facts, 500 * MIB);
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_null(find(&risk, REASON_COMMIT_REFUSED));
    assert_int_equal(risk.not_assessed, 1U << REASON_COMMIT_REFUSED);
    assert_int_equal(find(&risk, REASON_COMMIT_NEAR)->level, LEVEL_WARNING);
    assert_int_equal(find(&risk, REASON_COMMIT_NEAR)->need, 1100 * MIB);
    leave(&facts, 1100 * MIB);
    risk = assess(MECHANISM_FORK, &facts);
    assert_int_equal(find(&risk, REASON_COMMIT_NEAR)->level, LEVEL_NOTICE);
    assert_int_equal(risk.not_assessed, 0);
}

TEST(COMMIT_REFUSED_is_certain_of_any_copy_where_not_a_page_is_left)
{
    struct facts facts = strict();
    facts.process.exact = false;
    facts.system.committed = facts.system.commit_limit - 3200 * MIB / 32 + 96 * MIB;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_non_null(find(&risk, REASON_COMMIT_REFUSED));
    facts.system.committed--;
    risk = assess(MECHANISM_FORK, &facts);
    assert_null(find(&risk, REASON_COMMIT_REFUSED));
}

TEST(COMMIT_NEAR_is_all_that_is_said_within_the_tolerance)
{
    struct facts facts = strict();
    leave(&facts, 1100 * MIB);
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_null(find(&risk, REASON_COMMIT_REFUSED));
    assert_int_equal(find(&risk, REASON_COMMIT_NEAR)->level, LEVEL_NOTICE);
    assert_int_equal(risk.not_assessed, 0);
}

TEST(COMMIT_NEAR_ends_where_a_tenth_of_the_charge_is_to_spare)
{
    struct facts facts = strict();
    leave(&facts, 1210 * MIB);
    struct risk spare = assess(MECHANISM_FORK, &facts);
    leave(&facts, 1210 * MIB - 1);
    struct risk near = assess(MECHANISM_FORK, &facts);
    assert_null(find(&spare, REASON_COMMIT_NEAR));
    assert_non_null(find(&near, REASON_COMMIT_NEAR));
}

TEST(COMMIT_NEAR_of_a_small_process_ends_where_the_tolerance_does)
{
    struct facts facts = strict();
    facts.process.commit_charge = MIB;
    leave(&facts, 97 * MIB);
    struct risk spare = assess(MECHANISM_FORK, &facts);
    leave(&facts, 97 * MIB - 1);
    struct risk near = assess(MECHANISM_FORK, &facts);
    assert_null(find(&spare, REASON_COMMIT_NEAR));
    assert_non_null(find(&near, REASON_COMMIT_NEAR));
}

TEST(the_admin_reserve_is_kept_from_those_without_the_capability)
{
    struct facts facts = strict();
    facts.process.sys_admin = 0;
    leave(&facts, 1000 * MIB);
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_int_equal(find(&risk, REASON_COMMIT_REFUSED)->have, 992 * MIB);
}

TEST(the_user_reserve_is_kept_from_all_and_is_what_a_large_process_needs_at_most)
{
    struct facts facts = strict();
    facts.process.virtual_size = 100 * GIB;
    facts.system.committed = facts.system.commit_limit - 128 * MIB - 900 * MIB;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_int_equal(find(&risk, REASON_COMMIT_REFUSED)->have, 900 * MIB);
}

static void assert_commit_is_not_assessed(const struct facts *facts)
{
    struct risk risk = assess(MECHANISM_FORK, facts);
    assert_null(find(&risk, REASON_COMMIT_REFUSED));
    assert_null(find(&risk, REASON_COMMIT_NEAR));
    assert_int_equal(risk.not_assessed, 1U << REASON_COMMIT_REFUSED | 1U << REASON_COMMIT_NEAR);
}

TEST(the_strict_policy_is_not_assessed_without_any_one_of_its_facts)
{
    struct facts facts = strict();
    uint64_t *needed[] = {&facts.process.commit_charge,  &facts.process.virtual_size,
                          &facts.process.sys_admin,      &facts.system.commit_limit,
                          &facts.system.committed,       &facts.system.user_reserve,
                          &facts.system.commit_tolerance};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        uint64_t known = *needed[i];
        *needed[i] = UNKNOWN;
        assert_commit_is_not_assessed(&facts);
        *needed[i] = known;
    }
    facts.system.admin_reserve = UNKNOWN;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
    facts.process.sys_admin = 0;
    assert_commit_is_not_assessed(&facts);
}

TEST(COMMIT_REFUSED_under_the_guessing_policy_is_about_one_area)
{
    struct facts facts = calm();
    facts.process.commit_charge = 40 * GIB;
    facts.process.largest_area = 24 * GIB;
    struct risk passes = assess(MECHANISM_FORK, &facts);
    facts.process.largest_area += 4096;
    struct risk refused = assess(MECHANISM_FORK, &facts);
    assert_null(find(&passes, REASON_COMMIT_REFUSED));
    assert_non_null(find(&passes, REASON_COMMIT_NEAR));
    const struct reason *reason = find(&refused, REASON_COMMIT_REFUSED);
    assert_int_equal(reason->source, SOURCE_RAM_AND_SWAP);
    assert_int_equal(reason->need, 24 * GIB + 4096);
    assert_int_equal(reason->have, 24 * GIB);
}

/* A sanitizer's shadow memory, or a heap that is only reserved. */
static struct facts reserving(void)
{
    struct facts facts = calm();
    facts.process.virtual_size = 20000 * GIB;
    facts.process.commit_charge = 16000 * GIB;
    return facts;
}

TEST(no_area_is_larger_than_all_that_was_charged_on_the_machine)
{
    struct facts facts = reserving();
    facts.system.committed = 21 * GIB;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
    facts.system.committed = 22 * GIB;
    assert_commit_is_not_assessed(&facts);
}

TEST(no_area_is_larger_than_the_process)
{
    struct facts facts = calm();
    facts.system.committed = 100 * GIB;
    facts.process.virtual_size = 21 * GIB;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
    facts.process.virtual_size = 25 * GIB;
    assert_commit_is_not_assessed(&facts);
    facts.process.largest_at_most = 21 * GIB;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
}

TEST(the_guessing_policy_before_5_2_is_certain_only_of_what_is_free_and_of_what_no_machine_has)
{
    struct facts facts = calm();
    facts.system.kernel = KERNEL_VERSION(5, 1);
    facts.system.admin_reserve = 8 * MIB;
    facts.process.largest_area = 1000 * MIB;
    facts.system.available = 1108 * MIB;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
    facts.system.available--;
    assert_commit_is_not_assessed(&facts);
    facts.system.swap_free = 1;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
    facts.process.largest_area = 24 * GIB;
    assert_commit_is_not_assessed(&facts);
    facts.process.largest_area++;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_non_null(find(&risk, REASON_COMMIT_REFUSED));
}

TEST(a_kernel_of_unknown_version_is_taken_for_an_old_one)
{
    struct facts facts = calm();
    facts.system.kernel = UNKNOWN;
    assert_commit_is_not_assessed(&facts);
    facts.system.admin_reserve = 8 * MIB;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
}

TEST(an_unknown_policy_is_not_assessed)
{
    struct facts facts = calm();
    facts.system.overcommit_policy = UNKNOWN;
    assert_commit_is_not_assessed(&facts);
    facts.system.overcommit_policy = 3;
    assert_commit_is_not_assessed(&facts);
}

TEST(no_commit_is_refused_where_overcommit_is_always_allowed)
{
    struct facts facts = calm();
    facts.system.overcommit_policy = OVERCOMMIT_ALWAYS;
    facts.process.commit_charge = 400 * GIB;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_null(find(&risk, REASON_COMMIT_REFUSED));
    assert_int_equal(risk.not_assessed, 0);
}

TEST(FORK_STALL_is_predicted_from_the_private_page_tables)
{
    struct facts facts = calm();
    struct risk risk = assess(MECHANISM_FORK, &facts);
    const struct reason *reason = find(&risk, REASON_FORK_STALL);
    assert_int_equal(reason->source, SOURCE_PAGE_TABLES);
    assert_int_equal(reason->need, 2 * MIB * 8);
    assert_int_equal(reason->have, STALL_NOTICE_NS);
}

static struct risk assess_after(const struct facts *facts, int error, uint64_t duration_ns)
{
    struct outcome outcome = {.error = error, .duration_ns = duration_ns};
    struct risk risk;
    risk_assess(MECHANISM_FORK, facts, &outcome, &risk);
    return risk;
}

TEST(what_seemed_to_be_refused_and_was_is_COMMIT_REFUSED)
{
    struct facts facts = strict();
    facts.process.exact = false;
    leave(&facts, 500 * MIB);
    struct risk refused = assess_after(&facts, ENOMEM, 1);
    struct risk passed = assess_after(&facts, 0, 1);
    assert_non_null(find(&refused, REASON_COMMIT_REFUSED));
    assert_null(find(&passed, REASON_COMMIT_REFUSED));
}

TEST(FORK_STALL_is_what_was_measured_once_it_is_known)
{
    struct facts facts = calm();
    struct risk short_stall = assess_after(&facts, 0, STALL_NOTICE_NS - 1);
    struct risk stall = assess_after(&facts, 0, STALL_NOTICE_NS);
    assert_null(find(&short_stall, REASON_FORK_STALL));
    assert_int_equal(find(&stall, REASON_FORK_STALL)->source, SOURCE_MEASURED);
    assert_int_equal(find(&stall, REASON_FORK_STALL)->level, LEVEL_NOTICE);
}

TEST(FORK_STALL_is_a_warning_from_a_tenth_of_a_second)
{
    struct facts facts = calm();
    facts.process.private_anonymous = 8 * GIB;
    facts.process.page_tables = 16 * MIB;
    struct risk notice = assess_after(&facts, 0, STALL_WARNING_NS - 1);
    struct risk warning = assess_after(&facts, 0, STALL_WARNING_NS);
    assert_int_equal(find(&notice, REASON_FORK_STALL)->level, LEVEL_NOTICE);
    assert_int_equal(find(&warning, REASON_FORK_STALL)->level, LEVEL_WARNING);
}

TEST(FORK_STALL_is_not_predicted_for_what_may_lie_in_huge_pages)
{
    struct facts facts = calm();
    facts.system.anonymous_huge = 900 * MIB;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_null(find(&risk, REASON_FORK_STALL));
}

TEST(a_group_that_could_not_be_looked_at_is_not_taken_for_safety)
{
    struct facts facts = calm();
    facts.cgroup.unseen = true;
    struct risk fits = assess(MECHANISM_FORK, &facts);
    facts.system.available = 100 * MIB;
    struct risk exceeds = assess(MECHANISM_FORK, &facts);
    assert_int_equal(fits.not_assessed, 1U << REASON_OOM_POSSIBLE);
    assert_non_null(find(&exceeds, REASON_OOM_POSSIBLE));
}

TEST(what_fits_only_by_swap_that_lies_in_ram_is_not_taken_for_safe)
{
    struct facts facts = calm();
    facts.system.available = 3 * GIB;
    facts.system.swap_free = 8 * GIB;
    facts.process.private_anonymous = 4 * GIB;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
    facts.system.swap_is_in_ram = true;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 1U << REASON_OOM_POSSIBLE);
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 0);
    facts.process.private_anonymous = 2 * GIB;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
}

TEST(what_fits_the_machine_is_not_taken_to_fit_the_nodes_that_a_cpuset_allows)
{
    struct facts facts = calm();
    facts.system.available = 8 * GIB;
    facts.system.nodes = facts.process.nodes = 2;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
    facts.process.nodes = 1;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 1U << REASON_OOM_POSSIBLE);
    facts.system.nodes = 1;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
}

TEST(what_fits_only_by_swap_that_may_be_too_slow_is_not_taken_for_safe)
{
    struct facts facts = calm();
    facts.cgroup = container(2 * GIB, 1900 * MIB);
    facts.cgroup.version = 2;
    facts.cgroup.swap_room = 4 * GIB;
    facts.process.private_anonymous = 4 * GIB + 148 * MIB - 64 * MIB;
    facts.process.page_tables = 0;
    struct risk fits = assess(MECHANISM_FORK, &facts);
    facts.process.private_anonymous++;
    struct risk slow = assess(MECHANISM_FORK, &facts);
    facts.cgroup.version = 1;
    struct risk waits = assess(MECHANISM_FORK, &facts);
    assert_int_equal(fits.not_assessed | waits.not_assessed, 0);
    assert_int_equal(slow.not_assessed, 1U << REASON_OOM_POSSIBLE);
    assert_null(find(&slow, REASON_OOM_POSSIBLE));
}

TEST(a_call_hinges_on_swap_only_where_that_is_what_is_in_doubt)
{
    struct facts facts = calm();
    facts.cgroup = container(2 * GIB, 1900 * MIB);
    facts.cgroup.version = 2;
    facts.cgroup.swap_room = 4 * GIB;
    facts.process.private_anonymous = 4 * GIB + 148 * MIB - 63 * MIB;
    assert_true(risk_hinges_on_swap(&facts));
    facts.process.page_tables = UNKNOWN;
    assert_false(risk_hinges_on_swap(&facts));
    facts.process.page_tables = 0;
    facts.process.private_anonymous += 64 * MIB;
    assert_false(risk_hinges_on_swap(&facts));
    facts.process.private_anonymous = 148 * MIB;
    facts.cgroup.swap_room = 0;
    assert_false(risk_hinges_on_swap(&facts));
}

/* With so much left below a memory.high of 32 GiB, in a group whose other limit is far. */
static struct facts below_high(uint64_t room)
{
    struct facts facts = calm();
    facts.system.total = facts.system.available = 200 * GIB;
    facts.cgroup = container(100 * GIB, 0);
    facts.cgroup.high = 32 * GIB;
    facts.cgroup.high_used = 32 * GIB - room;
    facts.process.swap = 0;
    return facts;
}

static uint64_t need_of(const struct facts *facts)
{
    return facts->process.private_anonymous + facts->process.page_tables;
}

TEST(THROTTLE_POSSIBLE_begins_where_the_kernel_delays_who_is_above_memory_high)
{
    const uint64_t undelayed = 32 * GIB / 80;
    struct facts facts = below_high(0);
    facts = below_high(need_of(&facts) - undelayed);
    struct risk fits = assess(MECHANISM_FORK, &facts);
    facts.cgroup.high_used++;
    struct risk exceeds = assess(MECHANISM_FORK, &facts);
    struct risk shares = assess(MECHANISM_VFORK, &facts);
    assert_null(find(&fits, REASON_THROTTLE_POSSIBLE));
    assert_int_equal(fits.not_assessed | exceeds.not_assessed | shares.not_assessed, 0);
    const struct reason *reason = find(&exceeds, REASON_THROTTLE_POSSIBLE);
    assert_int_equal(reason->level, LEVEL_WARNING);
    assert_int_equal(reason->need, need_of(&facts));
    assert_int_equal(reason->have, need_of(&facts) - undelayed - 1);
    assert_int_equal(reason->source, SOURCE_HIGH);
    assert_null(find(&exceeds, REASON_OOM_POSSIBLE));
    assert_null(find(&shares, REASON_THROTTLE_POSSIBLE));
}

TEST(a_small_parent_in_a_group_above_its_memory_high_is_not_what_slows_it)
{
    struct facts facts = below_high(0);
    facts.cgroup.high_used = 40 * GIB;
    facts.process.private_anonymous = 100 * MIB;
    facts.process.page_tables = MIB;
    struct risk small = assess(MECHANISM_FORK, &facts);
    facts.process.private_anonymous = GIB;
    struct risk large = assess(MECHANISM_FORK, &facts);
    assert_null(find(&small, REASON_THROTTLE_POSSIBLE));
    assert_int_equal(find(&large, REASON_THROTTLE_POSSIBLE)->have, 0);
}

TEST(a_memory_high_that_lies_behind_a_limit_that_kills_is_not_reached)
{
    struct facts facts = below_high(2 * MIB);
    facts.cgroup.limit = facts.cgroup.usage + 2 * MIB;
    struct risk behind = assess(MECHANISM_FORK, &facts);
    facts.cgroup.limit++;
    struct risk before = assess(MECHANISM_FORK, &facts);
    facts.cgroup.limit = 100 * GIB;
    facts.system.available = MIB;
    struct risk machine = assess(MECHANISM_FORK, &facts);
    assert_null(find(&behind, REASON_THROTTLE_POSSIBLE));
    assert_null(find(&machine, REASON_THROTTLE_POSSIBLE));
    assert_non_null(find(&before, REASON_THROTTLE_POSSIBLE));
    assert_non_null(find(&behind, REASON_OOM_POSSIBLE));
    assert_non_null(find(&machine, REASON_OOM_POSSIBLE));
}

TEST(a_memory_high_that_could_not_be_read_is_not_taken_for_none)
{
    struct facts facts = calm();
    facts.cgroup.high_unseen = true;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 1U << REASON_THROTTLE_POSSIBLE);
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 0);
    facts = below_high(32 * GIB);
    facts.cgroup.high_unseen = true;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 1U << REASON_THROTTLE_POSSIBLE);
    facts.cgroup.high_used = 32 * GIB;
    struct risk exceeds = assess(MECHANISM_FORK, &facts);
    assert_non_null(find(&exceeds, REASON_THROTTLE_POSSIBLE));
    assert_int_equal(exceeds.not_assessed, 0);
}

TEST(a_system_that_could_not_be_read_is_not_taken_for_safety_because_a_group_has_room)
{
    struct facts facts = calm();
    facts.cgroup = container(64 * GIB, GIB);
    facts.system.available = UNKNOWN;
    struct risk fits = assess(MECHANISM_FORK, &facts);
    facts.cgroup.limit = GIB + MIB;
    struct risk exceeds = assess(MECHANISM_FORK, &facts);
    assert_int_equal(fits.not_assessed & 1U << REASON_OOM_POSSIBLE, 1U << REASON_OOM_POSSIBLE);
    assert_int_equal(find(&exceeds, REASON_OOM_POSSIBLE)->source, SOURCE_CGROUP);
}

TEST(swap_that_could_not_be_read_is_not_taken_for_none)
{
    struct facts facts = calm();
    facts.system.swap_free = UNKNOWN;
    facts.cgroup = container(4 * GIB, 1200 * MIB);
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 1U << REASON_OOM_POSSIBLE);
    facts.cgroup.limit = 1536 * MIB;
    struct risk exceeds = assess(MECHANISM_FORK, &facts);
    assert_int_equal(find(&exceeds, REASON_OOM_POSSIBLE)->source, SOURCE_CGROUP);
}

TEST(a_limit_of_which_not_all_is_known_is_not_taken_for_safety)
{
    struct facts facts = calm();
    facts.cgroup = container(4 * GIB, 1200 * MIB);
    facts.cgroup.reclaimable = UNKNOWN;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 1U << REASON_OOM_POSSIBLE);
    facts.cgroup.limit = UNKNOWN;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 0);
}

TEST(a_small_parent_that_waited_for_a_processor_did_not_stall_by_copying)
{
    struct facts facts = calm();
    facts.process.private_anonymous = 4 * MIB;
    facts.process.page_tables = 60 * 1024;
    struct risk risk = assess_after(&facts, 0, STALL_WARNING_NS);
    assert_null(find(&risk, REASON_FORK_STALL));
}

TEST(FORK_STALL_was_measured_whoever_has_the_machine_s_huge_pages)
{
    struct facts facts = calm();
    facts.system.anonymous_huge = 8 * GIB;
    struct risk before = assess(MECHANISM_FORK, &facts);
    struct risk after = assess_after(&facts, 0, STALL_NOTICE_NS);
    assert_null(find(&before, REASON_FORK_STALL));
    assert_int_equal(find(&after, REASON_FORK_STALL)->need, STALL_NOTICE_NS);
}

TEST(REFUSED_is_what_clone_itself_refused)
{
    struct facts facts = calm();
    int refusals[] = {ENOMEM, EAGAIN, EPERM, ENOSYS};
    for (unsigned i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct risk risk = assess_after(&facts, refusals[i], 1000);
        assert_int_equal(find(&risk, REASON_REFUSED)->level, LEVEL_CRITICAL);
        assert_int_equal(find(&risk, REASON_REFUSED)->source, SOURCE_ERRNO);
    }
}

TEST(a_program_that_is_missing_was_not_refused)
{
    struct facts facts = calm();
    struct outcome missing = {.error = ENOENT};
    struct outcome not_ours = {.error = EPERM};
    struct risk risk;
    risk_assess(MECHANISM_VFORK, &facts, &missing, &risk);
    assert_int_equal(risk.level, LEVEL_NONE);
    risk_assess(MECHANISM_VFORK, &facts, &not_ours, &risk);
    assert_int_equal(risk.level, LEVEL_NONE);
}

TEST(facts_that_could_not_be_read_are_not_taken_for_safety)
{
    struct facts facts = calm();
    facts.process.private_anonymous = UNKNOWN;
    facts.system.overcommit_policy = UNKNOWN;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_int_equal(risk.level, LEVEL_NONE);
    assert_int_equal(risk.not_assessed, 1U << REASON_COMMIT_REFUSED | 1U << REASON_COMMIT_NEAR |
                                            1U << REASON_OOM_POSSIBLE | 1U << REASON_FORK_STALL);
}

TEST(PROCESS_LIMIT_is_certain_where_none_is_left_and_near_with_a_tenth)
{
    static const struct {
        uint64_t used, limit;
        enum level level;
    } cases[] = {{89, 100, LEVEL_NONE},      {90, 100, LEVEL_WARNING},   {99, 100, LEVEL_WARNING},
                 {100, 100, LEVEL_CRITICAL}, {120, 100, LEVEL_CRITICAL}, {3, 5, LEVEL_NONE},
                 {4, 5, LEVEL_WARNING},      {0, 0, LEVEL_CRITICAL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct facts facts = calm();
        facts.limits.kind = i % 2 == 0 ? LIMIT_PIDS : LIMIT_USER;
        facts.limits.limit = cases[i].limit;
        facts.limits.used = cases[i].used;
        struct risk risk = assess(MECHANISM_VFORK, &facts);
        const struct reason *reason = find(&risk, REASON_PROCESS_LIMIT);
        assert_int_equal(risk.level, cases[i].level);
        assert_int_equal(reason == NULL, cases[i].level == LEVEL_NONE);
        if (reason == NULL)
            continue;
        assert_int_equal(reason->need, cases[i].used + 1);
        assert_int_equal(reason->have, cases[i].limit);
        assert_int_equal(reason->source, i % 2 == 0 ? SOURCE_PIDS : SOURCE_USER_LIMIT);
    }
}

TEST(PROCESS_LIMIT_is_not_assessed_where_a_limit_could_not_be_looked_at)
{
    struct facts facts = calm();
    facts.limits.unsure = true;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 1U << REASON_PROCESS_LIMIT);
    facts.limits.kind = LIMIT_PIDS;
    facts.limits.limit = facts.limits.used = 7;
    struct risk near = assess(MECHANISM_VFORK, &facts);
    assert_non_null(find(&near, REASON_PROCESS_LIMIT));
    assert_int_equal(near.not_assessed, 0);
}

TEST(HUGETLB_COPY_is_about_private_huge_pages_beyond_the_free_ones)
{
    struct facts facts = calm();
    facts.hugetlb = (struct hugetlb_facts){.copied = 8 * MIB, .free = 8 * MIB};
    struct risk fits = assess(MECHANISM_FORK, &facts);
    assert_null(find(&fits, REASON_HUGETLB_COPY));
    facts.hugetlb.free = 6 * MIB;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_int_equal(find(&risk, REASON_HUGETLB_COPY)->need, 8 * MIB);
    assert_int_equal(find(&risk, REASON_HUGETLB_COPY)->have, 6 * MIB);
    assert_int_equal(risk.level, LEVEL_WARNING);
    assert_int_equal(assess(MECHANISM_VFORK, &facts).level, LEVEL_NONE);
    facts.hugetlb.free = UNKNOWN;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 1U << REASON_HUGETLB_COPY);
}

TEST(PINNED_COPY_begins_at_a_mebibyte)
{
    struct facts facts = calm();
    facts.process.pinned = MIB - 1;
    struct risk little = assess(MECHANISM_FORK, &facts);
    assert_null(find(&little, REASON_PINNED_COPY));
    facts.process.pinned = MIB;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_int_equal(find(&risk, REASON_PINNED_COPY)->level, LEVEL_NOTICE);
    assert_int_equal(assess(MECHANISM_VFORK, &facts).level, LEVEL_NONE);
}

TEST(FD_LEAK_is_told_only_where_nothing_can_close_the_descriptors_before_the_exec)
{
    struct facts facts = calm();
    assert_int_equal(assess(MECHANISM_VFORK, &facts).level, LEVEL_NONE);
    facts.passes_descriptors = true;
    struct risk risk = assess(MECHANISM_VFORK, &facts);
    assert_int_equal(find(&risk, REASON_FD_LEAK)->need, 3);
    assert_int_equal(risk.level, LEVEL_NOTICE);
    facts.descriptors.inherited = 0;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).level, LEVEL_NONE);
    facts.descriptors.inherited = UNKNOWN;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 1U << REASON_FD_LEAK);
}

TEST(FD_LEAK_is_not_told_of_what_a_jvm_has_open_for_itself)
{
    struct facts facts = calm();
    facts.passes_descriptors = true;
    facts.descriptors.own = 2;
    struct risk risk = assess(MECHANISM_VFORK, &facts);
    assert_int_equal(find(&risk, REASON_FD_LEAK)->need, 1);
    facts.descriptors.inherited = 2;
    risk = assess(MECHANISM_VFORK, &facts);
    assert_null(find(&risk, REASON_FD_LEAK));
    facts.descriptors.partial = true;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 1U << REASON_FD_LEAK);
}

TEST(FD_LEAK_is_not_assessed_where_none_was_found_among_those_that_were_looked_at)
{
    struct facts facts = calm();
    facts.passes_descriptors = true;
    facts.descriptors.inherited = 0;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 0);
    facts.descriptors.partial = true;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 1U << REASON_FD_LEAK);
}

TEST(FD_LEAK_is_told_of_any_call_that_inherits_the_pipes_of_a_child_being_started)
{
    struct facts facts = calm();
    facts.launching_pipes = 3;
    struct risk forked = assess(MECHANISM_FORK, &facts);
    assert_int_equal(find(&forked, REASON_FD_LEAK)->need, 3);
    assert_int_equal(find(&forked, REASON_FD_LEAK)->source, SOURCE_LAUNCHES);
    facts.passes_descriptors = true;
    struct risk spawned = assess(MECHANISM_VFORK, &facts);
    assert_int_equal(find(&spawned, REASON_FD_LEAK)->source, SOURCE_LAUNCHES);
    facts.launching_pipes = 0;
    facts.passes_descriptors = false;
    struct risk alone = assess(MECHANISM_FORK, &facts);
    assert_null(find(&alone, REASON_FD_LEAK));
}

TEST(MECHANISM_AT_RISK_is_told_of_a_vfork_that_is_pinned_alone)
{
    struct facts facts = calm();
    assert_int_equal(assess(MECHANISM_VFORK, &facts).level, LEVEL_NONE);
    facts.pins_vfork = true;
    struct risk risk = assess(MECHANISM_VFORK, &facts);
    assert_int_equal(find(&risk, REASON_MECHANISM_AT_RISK)->source, SOURCE_PROPERTY);
    assert_int_equal(risk.level, LEVEL_NOTICE);
}

TEST(HELPER_MISMATCH_is_told_of_each_state_of_a_helper_that_cannot_serve)
{
    struct facts facts = calm();
    assert_int_equal(assess(MECHANISM_VFORK, &facts).level, LEVEL_NONE);
    for (unsigned is = HELPER_MISSING; is <= HELPER_OF_ANOTHER_JDK; is++) {
        facts.helper = is;
        struct risk risk = assess(MECHANISM_VFORK, &facts);
        assert_int_equal(find(&risk, REASON_HELPER_MISMATCH)->source, SOURCE_HELPER);
        assert_int_equal(risk.level, LEVEL_WARNING);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fork_with_room_on_all_sides_stalls_but_harms_nothing),
        cmocka_unit_test(OOM_POSSIBLE_names_the_cgroup_that_the_copy_exceeds),
        cmocka_unit_test(THROTTLE_POSSIBLE_begins_where_the_kernel_delays_who_is_above_memory_high),
        cmocka_unit_test(a_small_parent_in_a_group_above_its_memory_high_is_not_what_slows_it),
        cmocka_unit_test(a_memory_high_that_lies_behind_a_limit_that_kills_is_not_reached),
        cmocka_unit_test(a_memory_high_that_could_not_be_read_is_not_taken_for_none),
        cmocka_unit_test(OOM_POSSIBLE_is_silent_while_the_copy_fits),
        cmocka_unit_test(OOM_POSSIBLE_counts_what_living_copies_may_still_copy),
        cmocka_unit_test(OOM_POSSIBLE_names_the_system_where_it_is_tighter),
        cmocka_unit_test(OOM_POSSIBLE_counts_swapped_pages_as_exposed),
        cmocka_unit_test(a_clone_is_warned_of_for_copying_unless_it_shares_its_memory),
        cmocka_unit_test(a_vfork_is_never_warned_of_for_copying),
        cmocka_unit_test(shared_memory_is_no_exposure_and_no_stall),
        cmocka_unit_test(page_tables_of_pages_far_apart_are_as_large_as_these),
        cmocka_unit_test(COMMIT_REFUSED_is_certain_under_the_strict_policy_beyond_its_tolerance),
        cmocka_unit_test(
            COMMIT_REFUSED_is_certain_where_the_limit_was_exceeded_before_by_a_small_process_too),
        cmocka_unit_test(a_charge_of_constant_time_is_no_proof_of_COMMIT_REFUSED),
        cmocka_unit_test(COMMIT_REFUSED_is_certain_of_any_copy_where_not_a_page_is_left),
        cmocka_unit_test(COMMIT_NEAR_is_all_that_is_said_within_the_tolerance),
        cmocka_unit_test(COMMIT_NEAR_ends_where_a_tenth_of_the_charge_is_to_spare),
        cmocka_unit_test(COMMIT_NEAR_of_a_small_process_ends_where_the_tolerance_does),
        cmocka_unit_test(the_admin_reserve_is_kept_from_those_without_the_capability),
        cmocka_unit_test(
            the_user_reserve_is_kept_from_all_and_is_what_a_large_process_needs_at_most),
        cmocka_unit_test(the_strict_policy_is_not_assessed_without_any_one_of_its_facts),
        cmocka_unit_test(COMMIT_REFUSED_under_the_guessing_policy_is_about_one_area),
        cmocka_unit_test(no_area_is_larger_than_all_that_was_charged_on_the_machine),
        cmocka_unit_test(no_area_is_larger_than_the_process),
        cmocka_unit_test(
            the_guessing_policy_before_5_2_is_certain_only_of_what_is_free_and_of_what_no_machine_has),
        cmocka_unit_test(a_kernel_of_unknown_version_is_taken_for_an_old_one),
        cmocka_unit_test(an_unknown_policy_is_not_assessed),
        cmocka_unit_test(no_commit_is_refused_where_overcommit_is_always_allowed),
        cmocka_unit_test(FORK_STALL_is_predicted_from_the_private_page_tables),
        cmocka_unit_test(what_seemed_to_be_refused_and_was_is_COMMIT_REFUSED),
        cmocka_unit_test(FORK_STALL_is_what_was_measured_once_it_is_known),
        cmocka_unit_test(FORK_STALL_is_a_warning_from_a_tenth_of_a_second),
        cmocka_unit_test(FORK_STALL_is_not_predicted_for_what_may_lie_in_huge_pages),
        cmocka_unit_test(a_group_that_could_not_be_looked_at_is_not_taken_for_safety),
        cmocka_unit_test(what_fits_only_by_swap_that_lies_in_ram_is_not_taken_for_safe),
        cmocka_unit_test(what_fits_the_machine_is_not_taken_to_fit_the_nodes_that_a_cpuset_allows),
        cmocka_unit_test(what_fits_only_by_swap_that_may_be_too_slow_is_not_taken_for_safe),
        cmocka_unit_test(a_call_hinges_on_swap_only_where_that_is_what_is_in_doubt),
        cmocka_unit_test(
            a_system_that_could_not_be_read_is_not_taken_for_safety_because_a_group_has_room),
        cmocka_unit_test(swap_that_could_not_be_read_is_not_taken_for_none),
        cmocka_unit_test(a_limit_of_which_not_all_is_known_is_not_taken_for_safety),
        cmocka_unit_test(a_small_parent_that_waited_for_a_processor_did_not_stall_by_copying),
        cmocka_unit_test(FORK_STALL_was_measured_whoever_has_the_machine_s_huge_pages),
        cmocka_unit_test(REFUSED_is_what_clone_itself_refused),
        cmocka_unit_test(a_program_that_is_missing_was_not_refused),
        cmocka_unit_test(facts_that_could_not_be_read_are_not_taken_for_safety),
        cmocka_unit_test(PROCESS_LIMIT_is_certain_where_none_is_left_and_near_with_a_tenth),
        cmocka_unit_test(PROCESS_LIMIT_is_not_assessed_where_a_limit_could_not_be_looked_at),
        cmocka_unit_test(HUGETLB_COPY_is_about_private_huge_pages_beyond_the_free_ones),
        cmocka_unit_test(PINNED_COPY_begins_at_a_mebibyte),
        cmocka_unit_test(
            FD_LEAK_is_told_only_where_nothing_can_close_the_descriptors_before_the_exec),
        cmocka_unit_test(FD_LEAK_is_not_told_of_what_a_jvm_has_open_for_itself),
        cmocka_unit_test(
            FD_LEAK_is_not_assessed_where_none_was_found_among_those_that_were_looked_at),
        cmocka_unit_test(
            FD_LEAK_is_told_of_any_call_that_inherits_the_pipes_of_a_child_being_started),
        cmocka_unit_test(HELPER_MISMATCH_is_told_of_each_state_of_a_helper_that_cannot_serve),
        cmocka_unit_test(MECHANISM_AT_RISK_is_told_of_a_vfork_that_is_pinned_alone),
    };
    return RUN(tests);
}
