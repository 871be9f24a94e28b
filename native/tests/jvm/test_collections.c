/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of garbage collections, by what a machine and the Java agent say of them. */
#include "jvm/collections.h"

#include "host/clock.h"

#include "../test.h"

static struct collections now(void)
{
    struct collections collections;
    collections_read(&collections);
    return collections;
}

static void pause_once(void)
{
    collections_pause_begins(NULL);
    collections_pause_ends(NULL);
}

static int begin(void **state)
{
    (void)state;
    collections_watch(false);
    collections_watch(true);
    return 0;
}

TEST(before_the_first_pause_none_was_there)
{
    assert_int_equal(now().pauses, 0);
    assert_int_equal(now().pause_ns, UNKNOWN);
    assert_int_equal(now().ended_ns, UNKNOWN);
    assert_false(now().in_cycle);
}

TEST(a_call_in_a_pause_is_told_from_one_after_it)
{
    collections_pause_begins(NULL);
    assert_int_equal(now().pauses, 0);
    assert_true(is_known(now().pause_ns));
    assert_false(is_known(now().ended_ns));
    collections_pause_ends(NULL);
    assert_int_equal(now().pauses, 1);
    assert_false(is_known(now().pause_ns));
    assert_true(is_known(now().ended_ns));
}

TEST(pauses_in_one_another_are_one)
{
    collections_pause_begins(NULL);
    pause_once();
    assert_true(is_known(now().pause_ns));
    assert_int_equal(now().pauses, 0);
    collections_pause_ends(NULL);
    assert_int_equal(now().pauses, 1);
}

TEST(a_cycle_is_under_way_from_its_first_pause_until_it_is_counted)
{
    collections_count(UNKNOWN, 0);
    assert_false(now().in_cycle);
    pause_once();
    assert_true(now().in_cycle);
    collections_count(0, 0);
    assert_false(now().in_cycle);
}

TEST(a_count_that_has_not_changed_since_a_pause_leaves_its_cycle_under_way)
{
    pause_once();
    uint64_t before = now().ended_ns + NANOSECONDS;
    collections_count(before, before);
    assert_true(now().in_cycle);
}

TEST(a_collector_without_cycles_has_none_under_way)
{
    collections_count(0, UNKNOWN);
    pause_once();
    assert_false(now().in_cycle);
}

TEST(the_end_of_a_pause_is_no_later_than_the_look_that_found_it)
{
    pause_once();
    uint64_t age = now().ended_ns;
    collections_count(0, UNKNOWN);
    assert_true(now().ended_ns >= age);
}

TEST(where_pauses_are_not_told_the_count_says_when_one_ended)
{
    collections_watch(false);
    collections_count(NANOSECONDS, UNKNOWN);
    assert_int_equal(now().pauses, UNKNOWN);
    assert_true(now().ended_ns >= NANOSECONDS);
}

TEST(whoever_left_knows_nothing_of_the_pauses_before)
{
    pause_once();
    collections_watch(true);
    assert_int_equal(now().pauses, 1);
    collections_watch(false);
    assert_false(is_known(now().pauses));
    assert_false(is_known(now().ended_ns));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(before_the_first_pause_none_was_there, begin),
        cmocka_unit_test_setup(a_call_in_a_pause_is_told_from_one_after_it, begin),
        cmocka_unit_test_setup(pauses_in_one_another_are_one, begin),
        cmocka_unit_test_setup(a_cycle_is_under_way_from_its_first_pause_until_it_is_counted,
                               begin),
        cmocka_unit_test_setup(
            a_count_that_has_not_changed_since_a_pause_leaves_its_cycle_under_way, begin),
        cmocka_unit_test_setup(a_collector_without_cycles_has_none_under_way, begin),
        cmocka_unit_test_setup(the_end_of_a_pause_is_no_later_than_the_look_that_found_it, begin),
        cmocka_unit_test_setup(where_pauses_are_not_told_the_count_says_when_one_ended, begin),
        cmocka_unit_test_setup(whoever_left_knows_nothing_of_the_pauses_before, begin),
    };
    return RUN(tests);
}
