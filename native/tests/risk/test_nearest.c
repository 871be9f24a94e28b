/* SPDX-License-Identifier: Apache-2.0 */
/* Which limit would be hit first, where all of them still fit. */
#include "risk/nearest.h"

#include <string.h>

#include "../test.h"

static struct facts calm(void)
{
    return (struct facts){
        .process = {.commit_charge = 2 * GIB,
                    .largest_area = UNKNOWN,
                    .virtual_size = 4 * GIB,
                    .private_anonymous = GIB,
                    .swap = 0,
                    .page_tables = 2 * MIB,
                    .threads = 10,
                    .sys_admin = 0},
        .system = {.overcommit_policy = OVERCOMMIT_GUESS,
                   .commit_limit = 16 * GIB,
                   .committed = 4 * GIB,
                   .total = 32 * GIB,
                   .available = 16 * GIB,
                   .swap_total = 0,
                   .swap_free = 0,
                   .admin_reserve = 8 * MIB,
                   .user_reserve = 128 * MIB},
        .cgroup = {.high = UNKNOWN, .high_used = UNKNOWN},
    };
}

static struct reason nearest_of(enum mechanism mechanism, const struct facts *facts)
{
    struct reason nearest;
    assert_true(risk_nearest(mechanism, facts, &nearest));
    assert_int_equal(nearest.level, LEVEL_NONE);
    return nearest;
}

TEST(the_memory_of_the_machine_is_the_limit_where_there_is_no_other)
{
    struct facts facts = calm();
    struct reason nearest = nearest_of(MECHANISM_FORK, &facts);
    assert_int_equal(nearest.code, REASON_OOM_POSSIBLE);
    assert_int_equal(nearest.need, GIB + 2 * MIB);
    assert_int_equal(nearest.have, 16 * GIB);
    assert_int_equal(nearest.source, SOURCE_AVAILABLE);
}

TEST(a_tighter_cgroup_comes_before_the_machine)
{
    struct facts facts = calm();
    facts.cgroup = (struct cgroup_facts){.version = 2,
                                         .limit = 4 * GIB,
                                         .usage = 2 * GIB,
                                         .reclaimable = 0,
                                         .swap_room = 0,
                                         .high = UNKNOWN,
                                         .high_used = UNKNOWN};
    struct reason nearest = nearest_of(MECHANISM_FORK, &facts);
    assert_int_equal(nearest.source, SOURCE_CGROUP);
    assert_int_equal(nearest.have, 2 * GIB);
}

TEST(a_memory_high_comes_before_the_limit_that_kills)
{
    struct facts facts = calm();
    facts.cgroup = (struct cgroup_facts){
        .version = 2, .limit = 4 * GIB, .usage = 2 * GIB, .high = 3 * GIB, .high_used = 2 * GIB};
    struct reason nearest = nearest_of(MECHANISM_FORK, &facts);
    assert_int_equal(nearest.code, REASON_THROTTLE_POSSIBLE);
    assert_int_equal(nearest.source, SOURCE_HIGH);
    assert_int_equal(nearest.have, GIB);
}

TEST(what_needs_the_largest_part_comes_first_whatever_it_counts)
{
    struct facts facts = calm();
    facts.limits = (struct limit_facts){.kind = LIMIT_PIDS, .limit = 100, .used = 80};
    assert_int_equal(nearest_of(MECHANISM_FORK, &facts).source, SOURCE_PIDS);
    facts.limits.used = 1;
    assert_int_equal(nearest_of(MECHANISM_FORK, &facts).source, SOURCE_AVAILABLE);
}

TEST(a_limit_that_has_nothing_left_comes_before_all)
{
    struct facts facts = calm();
    facts.limits = (struct limit_facts){.kind = LIMIT_USER, .limit = 10, .used = 9};
    facts.system.available = 0;
    assert_int_equal(nearest_of(MECHANISM_FORK, &facts).source, SOURCE_AVAILABLE);
}

TEST(a_call_that_copies_nothing_has_the_limit_on_processes_alone)
{
    struct facts facts = calm();
    struct reason nearest;
    assert_false(risk_nearest(MECHANISM_VFORK, &facts, &nearest));
    facts.limits = (struct limit_facts){.kind = LIMIT_PIDS, .limit = 100, .used = 8};
    nearest = nearest_of(MECHANISM_VFORK, &facts);
    assert_int_equal(nearest.code, REASON_PROCESS_LIMIT);
    assert_int_equal(nearest.need, 9);
    assert_int_equal(nearest.have, 100);
}

TEST(facts_that_are_not_known_are_no_limit)
{
    struct facts facts;
    struct reason nearest;
    memset(&facts, 0xFF, sizeof facts);
    facts.cgroup = (struct cgroup_facts){.high = UNKNOWN, .high_used = UNKNOWN};
    facts.limits = (struct limit_facts){.kind = LIMIT_USER, .limit = 10, .used = UNKNOWN};
    assert_false(risk_nearest(MECHANISM_FORK, &facts, &nearest));
    risk_memory(&facts, &nearest);
    assert_int_equal(nearest.need, UNKNOWN);
    assert_int_equal(nearest.have, UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_memory_of_the_machine_is_the_limit_where_there_is_no_other),
        cmocka_unit_test(a_tighter_cgroup_comes_before_the_machine),
        cmocka_unit_test(a_memory_high_comes_before_the_limit_that_kills),
        cmocka_unit_test(what_needs_the_largest_part_comes_first_whatever_it_counts),
        cmocka_unit_test(a_limit_that_has_nothing_left_comes_before_all),
        cmocka_unit_test(a_call_that_copies_nothing_has_the_limit_on_processes_alone),
        cmocka_unit_test(facts_that_are_not_known_are_no_limit),
    };
    return RUN(tests);
}
