/* SPDX-License-Identifier: Apache-2.0 */
/* Pipes of children that are being started: this process's own. */
#include "memory/launches.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"

#define MANY 100

static void close_both(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

TEST(a_pipe_is_told_while_a_child_is_being_started_and_not_before_or_after)
{
    int ends[2];
    assert_int_equal(pipe2(ends, 0), 0);
    assert_int_equal(launches_pipes(), 0);
    launches_add(3);
    assert_int_equal(launches_pipes(), 1);
    launches_add(-3);
    assert_int_equal(launches_pipes(), 0);
    close_both(ends);
}

TEST(one_whose_other_end_is_closed_or_that_an_exec_closes_is_not_told)
{
    int ends[2];
    launches_add(3);
    assert_int_equal(launches_pipes(), 0);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(launches_pipes(), 0);
    close_both(ends);
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    assert_int_equal(launches_pipes(), 0);
    close_both(ends);
    assert_int_equal(pipe2(ends, 0), 0);
    close(ends[1]);
    assert_int_equal(launches_pipes(), 0);
    close(ends[0]);
    launches_add(-3);
}

TEST(no_more_are_told_than_were_made_for_it)
{
    int first[2], second[2];
    launches_add(1);
    assert_int_equal(pipe2(first, 0), 0);
    assert_int_equal(pipe2(second, 0), 0);
    assert_int_equal(launches_pipes(), 1);
    close_both(first);
    close_both(second);
    launches_add(-1);
}

TEST(where_too_many_are_open_to_look_at_all_those_that_were_made_are_told)
{
    int open_ones[MANY];
    launches_add(2);
    for (int i = 0; i < MANY; i++)
        open_ones[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(launches_pipes(), 2);
    for (int i = 0; i < MANY; i++)
        close(open_ones[i]);
    launches_add(-2);
}

TEST(a_copy_of_the_process_starts_none)
{
    int ends[2], status;
    assert_int_equal(pipe2(ends, 0), 0);
    launches_add(1);
    pid_t child = fork();
    if (child == 0)
        _exit((int)launches_pipes());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(launches_pipes(), 1);
    launches_add(-1);
    close_both(ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pipe_is_told_while_a_child_is_being_started_and_not_before_or_after),
        cmocka_unit_test(one_whose_other_end_is_closed_or_that_an_exec_closes_is_not_told),
        cmocka_unit_test(no_more_are_told_than_were_made_for_it),
        cmocka_unit_test(where_too_many_are_open_to_look_at_all_those_that_were_made_are_told),
        cmocka_unit_test(a_copy_of_the_process_starts_none),
    };
    return RUN(tests);
}
