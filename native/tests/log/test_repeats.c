/* SPDX-License-Identifier: Apache-2.0 */
/* When failures in a row get a line of their own, and when one line stands for many. */
#include "log/repeats.h"

#include <errno.h>
#include <string.h>

#include "../test.h"

#define SECOND 1000000000U
#define FULL   8

static uint64_t now = 1000 * (uint64_t)SECOND;

static struct event call(const char *command, int error)
{
    struct event event = {.call = "posix_spawn", .time_ns = now, .outcome = {.error = error}};
    strcpy(event.command, command);
    return event;
}

/* As spawn_end does. Returns how many calls the line stands for, 0: there is none. */
static uint64_t failed_call(const char *command, int error)
{
    struct event event = call(command, error);
    struct row *row = repeats_expected(&event);
    if (row != NULL && repeats_continued(row, &event))
        return 0;
    int before;
    return repeats_take(&event, &before) + 1;
}

TEST(the_first_failures_have_a_line_each_and_later_ones_none)
{
    for (int i = 0; i < FULL; i++)
        assert_int_equal(failed_call("a", EAGAIN), 1);
    for (int i = 0; i < 100; i++)
        assert_int_equal(failed_call("a", EAGAIN), 0);
}

TEST(after_a_second_one_line_stands_for_all)
{
    for (int i = 0; i < FULL + 41; i++)
        (void)failed_call("b", EAGAIN);
    now += SECOND;
    assert_int_equal(failed_call("b", EAGAIN), 42);
    assert_int_equal(failed_call("b", EAGAIN), 0);
}

TEST(another_error_ends_the_row_and_tells_what_was_before)
{
    for (int i = 0; i < FULL + 5; i++)
        (void)failed_call("c", EAGAIN);
    static struct event other;
    other = call("c", ENOMEM);
    int before = 0;
    assert_false(repeats_continued(repeats_expected(&other), &other));
    assert_int_equal(repeats_take(&other, &before), 5);
    assert_int_equal(before, EAGAIN);
    assert_int_equal(failed_call("c", ENOMEM), 1);
}

TEST(a_success_ends_the_row)
{
    for (int i = 0; i < FULL + 3; i++)
        (void)failed_call("d", ENOENT);
    static struct event success;
    success = call("d", 0);
    int before = 0;
    assert_int_equal(repeats_take(&success, &before), 3);
    assert_int_equal(before, ENOENT);
    assert_int_equal(failed_call("d", ENOENT), 1);
}

TEST(other_commands_are_other_rows)
{
    for (int i = 0; i < FULL; i++)
        (void)failed_call("e", ENOENT);
    assert_int_equal(failed_call("f", ENOENT), 1);
    assert_int_equal(failed_call("e", ENOENT), 0);
}

TEST(calls_with_a_stack_of_their_own_are_not_folded)
{
    const struct caller_context context = {.frames = "a.B.c:1"};
    for (int i = 0; i < 3 * FULL; i++) {
        struct event event = call("i", ENOENT);
        event.context = &context;
        int before;
        assert_null(repeats_expected(&event));
        assert_int_equal(repeats_take(&event, &before), 0);
    }
}

TEST(what_awaits_its_line_at_the_end_is_told_once)
{
    repeats_forget();
    for (int i = 0; i < FULL + 7; i++)
        (void)failed_call("e", ENOENT);
    struct event event = {0};
    assert_true(repeats_next(&event));
    assert_int_equal(event.repeats, 7);
    assert_string_equal(event.command, "e");
    assert_int_equal(event.outcome.error, ENOENT);
    assert_false(repeats_next(&event));
}

TEST(where_all_rows_are_taken_nothing_is_folded)
{
    char command[] = "g-?";
    for (int i = 0; i < 16; i++) {
        command[2] = (char)('a' + i);
        (void)failed_call(command, ENOENT);
    }
    for (int i = 0; i < 3 * FULL; i++)
        assert_int_equal(failed_call("h", ENOENT), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_failures_have_a_line_each_and_later_ones_none),
        cmocka_unit_test(after_a_second_one_line_stands_for_all),
        cmocka_unit_test(another_error_ends_the_row_and_tells_what_was_before),
        cmocka_unit_test(a_success_ends_the_row),
        cmocka_unit_test(other_commands_are_other_rows),
        cmocka_unit_test(calls_with_a_stack_of_their_own_are_not_folded),
        cmocka_unit_test(what_awaits_its_line_at_the_end_is_told_once),
        cmocka_unit_test(where_all_rows_are_taken_nothing_is_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
