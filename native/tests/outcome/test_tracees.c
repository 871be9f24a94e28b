/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a tracer reaps. */
#include "outcome/tracees.h"

#include "../test.h"

#define PLACES 1024

TEST(a_process_that_traces_nobody_has_no_tracee)
{
    tracees_forget();
    tracees_stopped_or_child(41);

    assert_int_equal(tracees_take(41), TRACEE_NOT);
}

TEST(a_tracee_is_one_until_it_is_reaped)
{
    tracees_forget();
    tracees_stopped(41);
    tracees_stopped_or_child(41);

    assert_int_equal(tracees_take(42), TRACEE_NOT);
    assert_int_equal(tracees_take(41), TRACEE);
    assert_int_equal(tracees_take(41), TRACEE_NOT);
}

TEST(one_whose_stop_is_that_of_a_child_too_may_be_a_tracee)
{
    tracees_forget();
    tracees_stopped(41);
    tracees_stopped_or_child(42);

    assert_int_equal(tracees_take(42), TRACEE_MAYBE);
}

TEST(tracees_whose_numbers_are_as_far_apart_as_there_are_places_are_told_apart)
{
    tracees_forget();
    for (pid_t i = 0; i < PLACES; i++)
        tracees_stopped(41 + i * PLACES);

    assert_int_equal(tracees_take(7), TRACEE_NOT);
    assert_int_equal(tracees_take(41 + PLACES * PLACES), TRACEE_NOT);
    for (pid_t i = 0; i < PLACES; i++)
        assert_int_equal(tracees_take(41 + i * PLACES), TRACEE);
    assert_int_equal(tracees_take(41), TRACEE_NOT);
}

TEST(who_was_taken_makes_room_for_another)
{
    tracees_forget();
    for (pid_t i = 1; i <= 3 * PLACES; i++) {
        tracees_stopped(i);
        tracees_stopped_or_child(i + 4 * PLACES);
        assert_int_equal(tracees_take(i), TRACEE);
        assert_int_equal(tracees_take(i + 4 * PLACES), TRACEE_MAYBE);
    }

    assert_int_equal(tracees_take(7), TRACEE_NOT);
}

TEST(of_more_tracees_than_there_are_places_nobody_is_certain_to_be_none)
{
    tracees_forget();
    for (pid_t i = 0; i <= PLACES; i++)
        tracees_stopped(41 + i);

    assert_int_equal(tracees_take(41), TRACEE_MAYBE);
    assert_int_equal(tracees_take(41 + PLACES), TRACEE);
    assert_int_equal(tracees_take(7), TRACEE_MAYBE);
}

TEST(a_child_of_fork_traces_nobody)
{
    tracees_stopped(41);
    tracees_forget();

    assert_int_equal(tracees_take(41), TRACEE_NOT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_that_traces_nobody_has_no_tracee),
        cmocka_unit_test(a_tracee_is_one_until_it_is_reaped),
        cmocka_unit_test(one_whose_stop_is_that_of_a_child_too_may_be_a_tracee),
        cmocka_unit_test(tracees_whose_numbers_are_as_far_apart_as_there_are_places_are_told_apart),
        cmocka_unit_test(who_was_taken_makes_room_for_another),
        cmocka_unit_test(of_more_tracees_than_there_are_places_nobody_is_certain_to_be_none),
        cmocka_unit_test(a_child_of_fork_traces_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
