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

TEST(once_a_place_was_taken_twice_nobody_is_certain_to_be_no_tracee)
{
    tracees_forget();
    tracees_stopped(41);
    tracees_stopped(41 + PLACES);

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
        cmocka_unit_test(once_a_place_was_taken_twice_nobody_is_certain_to_be_no_tracee),
        cmocka_unit_test(a_child_of_fork_traces_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
