/* SPDX-License-Identifier: Apache-2.0 */
/* What earlier children and forks teach, on both sides of each threshold. */
#include "risk/learned.h"

#include <errno.h>

#include "../test.h"
#include "risk/stall.h"

/* 1 GiB in small pages, with 300 MiB left in its cgroup. */
static struct facts tight(void)
{
    return (struct facts){
        .process = {.commit_charge = 1100 * MIB,
                    .largest_area = UNKNOWN,
                    .virtual_size = 3200 * MIB,
                    .private_anonymous = 1024 * MIB,
                    .swap = 0,
                    .page_tables = 3 * MIB,
                    .pinned = 0,
                    .threads = 1},
        .system = {.overcommit_policy = OVERCOMMIT_ALWAYS,
                   .total = 24 * GIB,
                   .available = 20 * GIB,
                   .swap_free = 0},
        .cgroup = {.version = 2, .path = "/pod", .limit = 1500 * MIB, .usage = 1200 * MIB},
    };
}

static const struct reason *find(const struct risk *risk, enum reason_code code)
{
    for (unsigned i = 0; i < risk->count; i++)
        if (risk->reasons[i].code == code)
            return &risk->reasons[i];
    return NULL;
}

static struct risk assess(enum mechanism mechanism, const struct facts *facts)
{
    struct risk risk;
    risk_assess(mechanism, facts, NULL, &risk);
    return risk;
}

TEST(OOM_LIKELY_is_what_earlier_children_copied_beyond_what_is_left)
{
    struct facts facts = tight();
    facts.learned.copied = 298 * MIB;
    struct risk fits = assess(MECHANISM_FORK, &facts);
    facts.learned.copied++;
    struct risk exceeds = assess(MECHANISM_FORK, &facts);
    assert_null(find(&fits, REASON_OOM_LIKELY));
    assert_non_null(find(&fits, REASON_OOM_POSSIBLE));
    const struct reason *reason = find(&exceeds, REASON_OOM_LIKELY);
    assert_non_null(reason);
    assert_int_equal(reason->level, LEVEL_CRITICAL);
    assert_int_equal(reason->need, 300 * MIB + 1);
    assert_int_equal(reason->have, 300 * MIB);
    assert_int_equal(reason->source, SOURCE_THIS_CGROUP);
    assert_int_equal(find(&exceeds, REASON_OOM_POSSIBLE)->source, SOURCE_CGROUP);
}

TEST(OOM_LIKELY_needs_no_more_than_could_be_copied)
{
    struct facts facts = tight();
    facts.learned.copied = 7 * GIB;
    struct risk risk = assess(MECHANISM_FORK, &facts);
    assert_non_null(find(&risk, REASON_OOM_LIKELY));
    assert_int_equal(find(&risk, REASON_OOM_LIKELY)->need, 1026 * MIB);
    assert_true(find(&risk, REASON_OOM_POSSIBLE)->need >= 1026 * MIB);
    facts.process.private_anonymous = 298 * MIB;
    struct risk fits = assess(MECHANISM_FORK, &facts);
    assert_null(find(&fits, REASON_OOM_LIKELY));
}

TEST(OOM_LIKELY_takes_children_that_were_seen_and_a_call_that_copies)
{
    struct facts facts = tight();
    struct risk unseen = assess(MECHANISM_FORK, &facts);
    assert_null(find(&unseen, REASON_OOM_LIKELY));
    assert_int_equal(unseen.not_assessed, 0);
    facts.learned.copied = 900 * MIB;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).count, 0);
    facts.cgroup.limit = 8 * GIB;
    struct risk roomy = assess(MECHANISM_FORK, &facts);
    assert_null(find(&roomy, REASON_OOM_LIKELY));
}

TEST(CHILD_FOOTPRINT_is_the_usual_peak_of_a_program_beyond_what_is_left)
{
    struct facts facts = tight();
    facts.learned.peak_rss = 300 * MIB;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).count, 0);
    facts.learned.peak_rss++;
    struct risk risk = assess(MECHANISM_VFORK, &facts);
    const struct reason *reason = find(&risk, REASON_CHILD_FOOTPRINT);
    assert_non_null(reason);
    assert_int_equal(reason->level, LEVEL_WARNING);
    assert_int_equal(reason->need, 300 * MIB + 1);
    assert_int_equal(reason->have, 300 * MIB);
}

TEST(CHILD_FOOTPRINT_is_told_of_a_copy_too_where_all_of_them_run_a_program)
{
    struct facts facts = tight();
    facts.learned.children = 3;
    facts.learned.peak_rss = 301 * MIB;
    struct risk executes = assess(MECHANISM_FORK, &facts);
    assert_non_null(find(&executes, REASON_CHILD_FOOTPRINT));
    facts.learned.no_exec = 1;
    struct risk goes_on = assess(MECHANISM_FORK, &facts);
    assert_null(find(&goes_on, REASON_CHILD_FOOTPRINT));
}

TEST(what_is_learned_is_not_assessed_where_nobody_knows_what_is_left)
{
    struct facts facts = tight();
    facts.system.available = facts.cgroup.limit = UNKNOWN;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 0);
    facts.learned.peak_rss = MIB;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 1U << REASON_CHILD_FOOTPRINT);
    facts.learned.copied = MIB;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 1U << REASON_OOM_LIKELY |
                                                                      1U << REASON_OOM_POSSIBLE |
                                                                      1U << REASON_CHILD_FOOTPRINT);
}

TEST(what_fits_what_is_seen_is_not_assessed_where_a_cgroup_is_not)
{
    struct facts facts = tight();
    facts.cgroup.unseen = true;
    facts.learned.peak_rss = MIB;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 1U << REASON_CHILD_FOOTPRINT);
    facts.learned.copied = MIB;
    struct risk possible = assess(MECHANISM_FORK, &facts);
    assert_non_null(find(&possible, REASON_OOM_POSSIBLE));
    assert_int_equal(possible.not_assessed, 1U << REASON_OOM_LIKELY | 1U << REASON_CHILD_FOOTPRINT);
    facts.process.private_anonymous = MIB;
    assert_int_equal(assess(MECHANISM_FORK, &facts).not_assessed, 1U << REASON_OOM_LIKELY |
                                                                      1U << REASON_OOM_POSSIBLE |
                                                                      1U << REASON_CHILD_FOOTPRINT);
    facts.learned.peak_rss = 301 * MIB;
    assert_int_equal(assess(MECHANISM_VFORK, &facts).not_assessed, 0);
}

TEST(what_is_usual_follows_large_samples_quickly_and_small_ones_slowly)
{
    assert_int_equal(learned_usual(0, 700), 700);
    assert_int_equal(learned_usual(700, 701), 701);
    assert_int_equal(learned_usual(700, 1700), 1200);
    assert_int_equal(learned_usual(800, 0), 700);
    uint64_t usual = 1000;
    for (int i = 0; i < 100; i++)
        usual = learned_usual(usual, i % 4 == 0 ? 1000 : 10);
    assert_in_range(usual, 500, 1000);
}

static uint64_t rate_after(uint64_t rate, uint64_t duration_ns)
{
    struct facts facts = tight();
    facts.stall_rate = rate;
    struct outcome outcome = {.duration_ns = duration_ns};
    return stall_rate_after(MECHANISM_FORK, &facts, &outcome);
}

TEST(the_first_fork_gives_the_rate_within_what_machines_are_capable_of)
{
    assert_int_equal(rate_after(0, 2048 * 20000UL), 20000);
    assert_int_equal(rate_after(0, 1), 8192 / 256);
    assert_int_equal(rate_after(0, 3600000000000UL), 8192 * 16);
}

TEST(one_fork_that_waited_for_a_processor_moves_the_rate_little)
{
    assert_int_equal(rate_after(16000, 2048 * 16800UL), 16100);
    assert_int_equal(rate_after(16000, 3600000000000UL), 18000);
    assert_int_equal(rate_after(16000, 2048 * 12000UL), 15000);
    assert_int_equal(rate_after(16000, 1), 14000);
}

TEST(the_rate_comes_to_that_of_the_machine)
{
    uint64_t rate = 8192 * 16;
    for (int i = 0; i < 40; i++)
        rate = rate_after(rate, 2048 * 5000UL);
    assert_in_range(rate, 4900, 5200);
    for (int i = 0; i < 60; i++)
        rate = rate_after(rate, 2048 * 50000UL);
    assert_in_range(rate, 49000, 50000);
}

TEST(what_says_nothing_of_page_tables_leaves_the_rate)
{
    struct facts facts = tight();
    facts.stall_rate = 7000;
    struct outcome failed = {.error = ENOMEM, .duration_ns = 9}, took = {.duration_ns = 9000000};
    assert_int_equal(stall_rate_after(MECHANISM_FORK, &facts, &failed), 7000);
    assert_int_equal(stall_rate_after(MECHANISM_VFORK, &facts, &took), 7000);
    facts.process.private_anonymous = 127 * MIB;
    assert_int_equal(stall_rate_after(MECHANISM_FORK, &facts, &took), 7000);
    facts.process.private_anonymous = UNKNOWN;
    assert_int_equal(stall_rate_after(MECHANISM_FORK, &facts, &took), 7000);
}

TEST(FORK_STALL_is_predicted_at_the_rate_of_earlier_forks)
{
    struct facts facts = tight();
    facts.stall_rate = 50000;
    struct risk slow = assess(MECHANISM_FORK, &facts);
    assert_int_equal(find(&slow, REASON_FORK_STALL)->need, 2048 * 50000UL);
    assert_int_equal(find(&slow, REASON_FORK_STALL)->source, SOURCE_EARLIER_FORKS);
    assert_int_equal(find(&slow, REASON_FORK_STALL)->level, LEVEL_WARNING);
    facts.stall_rate = 4800;
    struct risk quick = assess(MECHANISM_FORK, &facts);
    assert_null(find(&quick, REASON_FORK_STALL));
}

/* All of the machine's huge pages may be another's: the process's own forks tell. */
TEST(FORK_STALL_is_learned_and_predicted_whatever_others_have_in_huge_pages)
{
    struct facts facts = tight();
    facts.system.anonymous_huge = 64 * GIB;
    struct risk first = assess(MECHANISM_FORK, &facts);
    struct outcome took = {.duration_ns = 2048 * 20000UL};
    facts.stall_rate = stall_rate_after(MECHANISM_FORK, &facts, &took);
    struct risk later = assess(MECHANISM_FORK, &facts);
    assert_null(find(&first, REASON_FORK_STALL));
    assert_int_equal(find(&later, REASON_FORK_STALL)->need, 2048 * 20000UL);
}

TEST(small_pages_take_their_time_whatever_was_learned_of_huge_ones)
{
    struct facts facts = tight();
    facts.process.private_anonymous = 64 * GIB;
    facts.process.page_tables = 128 * MIB;
    facts.stall_rate = 32;
    struct risk small = assess(MECHANISM_FORK, &facts);
    facts.system.anonymous_huge = 64 * GIB;
    struct risk huge = assess(MECHANISM_FORK, &facts);
    assert_int_equal(find(&small, REASON_FORK_STALL)->need, 128 * 1024UL * 512);
    assert_null(find(&huge, REASON_FORK_STALL));
}

TEST(absurd_page_tables_do_not_wrap)
{
    assert_int_equal(stall_predicted(UINT64_MAX - 1, 8192 * 16), UNKNOWN);
    assert_int_equal(stall_predicted(1536, 1000), 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(OOM_LIKELY_is_what_earlier_children_copied_beyond_what_is_left),
        cmocka_unit_test(OOM_LIKELY_needs_no_more_than_could_be_copied),
        cmocka_unit_test(OOM_LIKELY_takes_children_that_were_seen_and_a_call_that_copies),
        cmocka_unit_test(CHILD_FOOTPRINT_is_the_usual_peak_of_a_program_beyond_what_is_left),
        cmocka_unit_test(CHILD_FOOTPRINT_is_told_of_a_copy_too_where_all_of_them_run_a_program),
        cmocka_unit_test(what_is_learned_is_not_assessed_where_nobody_knows_what_is_left),
        cmocka_unit_test(what_fits_what_is_seen_is_not_assessed_where_a_cgroup_is_not),
        cmocka_unit_test(what_is_usual_follows_large_samples_quickly_and_small_ones_slowly),
        cmocka_unit_test(the_first_fork_gives_the_rate_within_what_machines_are_capable_of),
        cmocka_unit_test(one_fork_that_waited_for_a_processor_moves_the_rate_little),
        cmocka_unit_test(the_rate_comes_to_that_of_the_machine),
        cmocka_unit_test(what_says_nothing_of_page_tables_leaves_the_rate),
        cmocka_unit_test(FORK_STALL_is_predicted_at_the_rate_of_earlier_forks),
        cmocka_unit_test(FORK_STALL_is_learned_and_predicted_whatever_others_have_in_huge_pages),
        cmocka_unit_test(small_pages_take_their_time_whatever_was_learned_of_huge_ones),
        cmocka_unit_test(absurd_page_tables_do_not_wrap),
    };
    return RUN(tests);
}
