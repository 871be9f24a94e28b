/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a child afterwards, on both sides of each threshold. */
#include "risk/outcome.h"

#include <signal.h>

#include "memory/facts.h"

#include "../test.h"

static const struct oom_signs quiet = {false, false, 7, 7};

TEST(no_exec_needs_other_threads_and_a_life)
{
    assert_int_equal(LEVEL_NONE, risk_of_no_exec(1, LIVES_ON_NS));
    assert_int_equal(LEVEL_NONE, risk_of_no_exec(2, LIVES_ON_NS - 1));
    assert_int_equal(LEVEL_NOTICE, risk_of_no_exec(2, LIVES_ON_NS));
    assert_int_equal(LEVEL_NONE, risk_of_no_exec(UNKNOWN, LIVES_ON_NS));
}

TEST(sigkill_alone_proves_nothing)
{
    assert_int_equal(OOM_NONE, risk_oom_killed(SIGKILL, false, &quiet));
}

TEST(a_kill_that_the_own_group_counted_is_evidence)
{
    const struct oom_signs rose = {false, true, 7, 8};
    assert_int_equal(OOM_YES, risk_oom_killed(SIGKILL, false, &rose));
}

TEST(a_rise_of_the_machines_counter_alone_is_suggestive)
{
    const struct oom_signs elsewhere = {false, false, 7, 8};
    assert_int_equal(OOM_POSSIBLE, risk_oom_killed(SIGKILL, false, &elsewhere));
}

TEST(a_child_that_the_log_names_was_killed_whatever_the_counters_say)
{
    const struct oom_signs named = {true, false, UNKNOWN, UNKNOWN};
    assert_int_equal(OOM_NAMED, risk_oom_killed(SIGKILL, false, &named));
    assert_int_equal(OOM_NAMED, risk_oom_killed(SIGKILL, true, &named));
    assert_int_equal(OOM_NONE, risk_oom_killed(SIGTERM, false, &named));
}

TEST(who_was_killed_by_us_or_by_another_signal_or_not_at_all_is_no_victim)
{
    const struct oom_signs rose = {false, true, 7, 8};
    assert_int_equal(OOM_NONE, risk_oom_killed(SIGKILL, true, &rose));
    assert_int_equal(OOM_NONE, risk_oom_killed(SIGTERM, false, &rose));
    assert_int_equal(OOM_NONE, risk_oom_killed(137 << 8, false, &rose));
}

TEST(a_counter_that_could_not_be_read_is_no_rise)
{
    const struct oom_signs unknown = {false, false, UNKNOWN, 8}, gone = {false, false, 7, UNKNOWN};
    assert_int_equal(OOM_NONE, risk_oom_killed(SIGKILL, false, &unknown));
    assert_int_equal(OOM_NONE, risk_oom_killed(SIGKILL, false, &gone));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_exec_needs_other_threads_and_a_life),
        cmocka_unit_test(sigkill_alone_proves_nothing),
        cmocka_unit_test(a_kill_that_the_own_group_counted_is_evidence),
        cmocka_unit_test(a_rise_of_the_machines_counter_alone_is_suggestive),
        cmocka_unit_test(a_child_that_the_log_names_was_killed_whatever_the_counters_say),
        cmocka_unit_test(who_was_killed_by_us_or_by_another_signal_or_not_at_all_is_no_victim),
        cmocka_unit_test(a_counter_that_could_not_be_read_is_no_rise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
