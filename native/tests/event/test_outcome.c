/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of what becomes of a child. */
#include "event/outcome.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "../test.h"

static char line[EVENT_OUTCOME_BYTES + 1];

static const struct spawn_id spawn = {{.pid = 4711, .tid = 4730, .start = 88231}, 17};

static void assert_has(const char *part)
{
    if (strstr(line, part) == NULL)
        fail_msg("no %s in %s", part, line);
}

static struct exit_event ended(int status)
{
    return (struct exit_event){.spawn = spawn,
                               .process = {.pid = 4711, .tid = 4712, .start = 88231},
                               .child = 4801,
                               .status = status,
                               .has_usage = true,
                               .usage = {268435399, 67108859, 1009, 3, 5003000, 7001000},
                               .lived_ns = 9000011};
}

TEST(an_exit_tells_its_spawn_the_status_and_the_usage)
{
    struct exit_event event = ended(42 << 8);
    line[event_encode_exit(&event, line)] = '\0';
    assert_has("{\"schema\":1,\"event\":\"exit\",\"spawn\":\"4711.88231.17\",\"time\":\"20");
    assert_has("\"process\":{\"pid\":4711,\"tid\":4712,\"start\":88231},\"child_pid\":4801,"
               "\"status\":42,\"peak_rss\":268435399,"
               "\"parent_peak_rss\":67108859,\"minor_faults\":1009,\"major_faults\":3,"
               "\"user_ns\":5003000,\"system_ns\":7001000,\"lived_ns\":9000011}\n");
}

TEST(what_the_runtime_said_is_told_with_the_errno_that_it_names)
{
    struct unstarted_event event = {spawn, "java.io.IOException", ENOMEM};
    line[event_encode_unstarted(&event, line)] = '\0';
    assert_has("{\"schema\":1,\"event\":\"unstarted\",\"spawn\":\"4711.88231.17\",\"time\":\"20");
    assert_has("\"exception\":\"java.io.IOException\",\"errno\":12,\"error\":\"ENOMEM\"}\n");
    event.error = 0;
    line[event_encode_unstarted(&event, line)] = '\0';
    assert_has("\"exception\":\"java.io.IOException\"}\n");
}

TEST(a_signal_stands_in_place_of_the_status)
{
    struct exit_event event = ended(SIGKILL);
    event.has_usage = false;
    event.oom_killed = OOM_POSSIBLE;
    line[event_encode_exit(&event, line)] = '\0';
    assert_has("\"child_pid\":4801,\"signal\":9,\"lived_ns\":9000011,\"oom_killed\":\"possible\","
               "\"risk\":{"
               "\"level\":\"notice\",\"reasons\":[{\"code\":\"OOM_KILLED\",\"level\":\"notice\","
               "\"source\":\"/proc/vmstat oom_kill\"}]}}\n");
}

TEST(a_victim_is_told_with_what_says_so)
{
    struct exit_event event = ended(SIGKILL);
    event.oom_killed = OOM_NAMED;
    line[event_encode_exit(&event, line)] = '\0';
    assert_has("\"oom_killed\":\"yes\",\"risk\":{\"level\":\"critical\",");
    assert_has("\"source\":\"kernel log, Killed process\"}");
    event.oom_killed = OOM_YES;
    line[event_encode_exit(&event, line)] = '\0';
    assert_has("\"oom_killed\":\"yes\",\"risk\":{\"level\":\"critical\",");
    assert_has("\"source\":\"oom_kill of its own cgroup\"}");
}

TEST(a_copy_that_told_nothing_of_itself_is_told_beside_what_ended_it)
{
    struct exit_event event = ended(SIGKILL);
    event.oom_killed = OOM_YES;
    event.silent_copy_of = 2;
    event.lived_ns = 100000000;
    line[event_encode_exit(&event, line)] = '\0';
    assert_has("\"risk\":{\"level\":\"critical\",\"reasons\":[{\"code\":\"OOM_KILLED\",");
    assert_has("},{\"code\":\"NO_EXEC\",\"level\":\"notice\",\"need\":100000000,\"have\":100000000,"
               "\"source\":\"until reaped\"}]}}\n");
    event.lived_ns--;
    line[event_encode_exit(&event, line)] = '\0';
    assert_null(strstr(line, "NO_EXEC"));
    event.lived_ns++;
    event.silent_copy_of = 1;
    line[event_encode_exit(&event, line)] = '\0';
    assert_null(strstr(line, "NO_EXEC"));
}

TEST(an_end_of_a_child_that_is_not_known_has_no_pid)
{
    struct exit_event event = ended(42 << 8);
    event.child = 0;
    line[event_encode_exit(&event, line)] = '\0';
    assert_null(strstr(line, "child_pid"));
}

TEST(an_exec_tells_whether_the_program_will_be_observed)
{
    struct exec_event event = {.spawn = spawn,
                               .child = {.pid = 4801, .tid = 4801, .start = 88240},
                               .command = "env",
                               .window_ns = 7};
    line[event_encode_exec(&event, line)] = '\0';
    assert_null(strstr(line, "followed"));
    event.trail = TRAIL_GOES_ON;
    line[event_encode_exec(&event, line)] = '\0';
    assert_has("\"command\":\"env\",\"followed\":true,\"window_ns\":7,");
}

TEST(a_program_that_will_not_be_observed_is_told_of_without_a_spawn)
{
    struct exec_event event = {.child = {.pid = 4801, .tid = 4801, .start = 88240},
                               .command = "cgi",
                               .trail = TRAIL_IS_LOST,
                               .error = EACCES};
    line[event_encode_unfollowed(&event, line)] = '\0';
    assert_has("{\"schema\":1,\"event\":\"unfollowed\",\"time\":\"20");
    assert_has("\"process\":{\"pid\":4801,\"tid\":4801,\"start\":88240},\"command\":\"cgi\","
               "\"errno\":13,\"error\":\"EACCES\",\"followed\":false}\n");
}

TEST(an_unobserved_child_has_no_spawn)
{
    struct exit_event event = ended(0);
    line[event_encode_unobserved(&event, line)] = '\0';
    assert_has("\"event\":\"unobserved\",\"time\":\"20");
    assert_has("\"status\":0,");
    assert_null(strstr(line, "\"spawn\""));
    assert_null(strstr(line, "lived_ns"));
}

TEST(an_exec_tells_the_window_and_what_both_sides_copied_in_it)
{
    struct exec_event event = {.spawn = spawn,
                               .child = {.pid = 4801, .tid = 4801},
                               .command = "true",
                               .window_ns = 712345,
                               .child_faults = 31,
                               .parent_faults = UNKNOWN};
    line[event_encode_exec(&event, line)] = '\0';
    assert_has("\"event\":\"exec\",\"spawn\":\"4711.88231.17\",\"time\":\"20");
    assert_has("\"process\":{\"pid\":4801,\"tid\":4801},\"command\":\"true\",\"window_ns\":712345,"
               "\"child_faults\":31}\n");
}

TEST(a_copy_of_one_thread_has_no_risk_and_one_of_several_has_notice)
{
    struct copy_event event = {.spawn = spawn,
                               .child = {.pid = 4801, .tid = 4801, .start = 88301},
                               .lived_ns = 150000007,
                               .measured = 12337152,
                               .threads = 1};
    line[event_encode_copy(&event, line)] = '\0';
    assert_has("\"event\":\"copy\",\"spawn\":\"4711.88231.17\",\"time\":\"20");
    assert_has("\"lived_ns\":150000007,\"measured_copy\":12337152,\"threads\":1}\n");
    event.threads = 2;
    event.risk_is_told = event.goes_on = true;
    line[event_encode_copy(&event, line)] = '\0';
    assert_has("\"threads\":2,\"goes_on\":true}\n");
    event.risk_is_told = event.goes_on = false;
    event.measured = UNKNOWN;
    line[event_encode_copy(&event, line)] = '\0';
    assert_has("\"lived_ns\":150000007,\"threads\":2,\"risk\":{\"level\":\"notice\",\"reasons\":[{"
               "\"code\":\"NO_EXEC\",\"level\":\"notice\",\"need\":150000007,\"have\":100000000,"
               "\"source\":\"measured\"}]}}\n");
}

TEST(the_longest_of_these_lines_fits)
{
    struct exec_event event = {
        .spawn = {{.pid = INT32_MAX, .tid = INT32_MAX, .start = INT64_MAX}, INT64_MAX},
        .child = {INT32_MAX, INT32_MAX, INT64_MAX, INT32_MAX, INT64_MAX},
        .window_ns = INT64_MAX,
        .child_faults = INT64_MAX,
        .parent_faults = INT64_MAX,
        .error = ENOTSOCK};
    memset(event.command, 1, sizeof event.command - 1);
    line[event_encode_exec(&event, line)] = '\0';
    assert_has("\"parent_faults\":9223372036854775807,\"truncated\":true}\n");
    struct exit_event end = ended(SIGKILL);
    end.spawn = event.spawn;
    memset(&end.usage, 0x7e, sizeof end.usage);
    end.lived_ns = INT64_MAX;
    end.oom_killed = OOM_NAMED;
    line[event_encode_exit(&end, line)] = '\0';
    assert_has("Killed process\"}]}}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exit_tells_its_spawn_the_status_and_the_usage),
        cmocka_unit_test(what_the_runtime_said_is_told_with_the_errno_that_it_names),
        cmocka_unit_test(a_signal_stands_in_place_of_the_status),
        cmocka_unit_test(a_victim_is_told_with_what_says_so),
        cmocka_unit_test(a_copy_that_told_nothing_of_itself_is_told_beside_what_ended_it),
        cmocka_unit_test(an_end_of_a_child_that_is_not_known_has_no_pid),
        cmocka_unit_test(an_exec_tells_whether_the_program_will_be_observed),
        cmocka_unit_test(a_program_that_will_not_be_observed_is_told_of_without_a_spawn),
        cmocka_unit_test(an_unobserved_child_has_no_spawn),
        cmocka_unit_test(an_exec_tells_the_window_and_what_both_sides_copied_in_it),
        cmocka_unit_test(a_copy_of_one_thread_has_no_risk_and_one_of_several_has_notice),
        cmocka_unit_test(the_longest_of_these_lines_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
