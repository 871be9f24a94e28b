/* SPDX-License-Identifier: Apache-2.0 */
/* Which numbers descriptors of ours get, by the limit and by what the program has open. */
#include <fcntl.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "host/descriptor.h"
#include "host/high.h"

static int moved(void)
{
    int low = descriptor_open("/dev/null", DESCRIPTOR_READS, 0, 0), high = high_move(low);
    bool has_left = high == low || fcntl(low, F_GETFD) < 0;
    descriptor_close(high);
    return has_left ? high : -1;
}

static bool limit(rlim_t soft)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = soft;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/* In a process of its own, which has the limit and remembers the numbers. */
static bool holds(bool (*condition)(void))
{
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(condition() ? 0 : 1);
    return waitpid(child, &status, 0) == child && status == 0;
}

static bool is_1016(void)
{
    return limit(1024) && moved() == 1016;
}

TEST(it_is_at_the_top_of_the_usual_limit)
{
    assert_true(holds(is_1016));
}

static bool is_below_a_low_limit(void)
{
    return limit(64) && moved() == 56 && limit(32) && moved() == 24;
}

TEST(it_is_below_a_limit_that_is_lower_and_was_lowered_since)
{
    assert_true(holds(is_below_a_low_limit));
}

static bool follows_a_raised_limit(void)
{
    return limit(64) && moved() == 56 && limit(128) && moved() == 120 && limit(1024) &&
           moved() == 1016;
}

TEST(it_rises_with_a_limit_that_a_program_raises)
{
    assert_true(holds(follows_a_raised_limit));
}

static bool stays_where_it_is(void)
{
    return limit(8) && moved() < 8;
}

TEST(where_a_program_may_have_next_to_none_it_stays_where_it_is)
{
    assert_true(holds(stays_where_it_is));
}

static bool stays_at_the_limit(void)
{
    if (!limit(64))
        return false;
    for (int fd = 56; fd < 64; fd++)
        (void)dup2(0, fd);
    return moved() < 56;
}

TEST(where_all_high_numbers_are_taken_it_stays_where_it_is)
{
    assert_true(holds(stays_at_the_limit));
}

static bool moves_away(void)
{
    if (!limit(4096))
        return false;
    for (int fd = 1000; fd < 1200; fd++)
        (void)dup2(0, fd);
    int first = moved(), next = moved();
    return first == 1200 && next == 4064;
}

TEST(where_the_program_has_as_many_the_next_is_higher)
{
    assert_true(holds(moves_away));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_at_the_top_of_the_usual_limit),
        cmocka_unit_test(it_is_below_a_limit_that_is_lower_and_was_lowered_since),
        cmocka_unit_test(it_rises_with_a_limit_that_a_program_raises),
        cmocka_unit_test(where_a_program_may_have_next_to_none_it_stays_where_it_is),
        cmocka_unit_test(where_all_high_numbers_are_taken_it_stays_where_it_is),
        cmocka_unit_test(where_the_program_has_as_many_the_next_is_higher),
    };
    return RUN(tests);
}
