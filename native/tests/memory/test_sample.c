/* SPDX-License-Identifier: Apache-2.0 */
/* How old the machine's facts may be, and whose they are. */
#include "../test.h"
#include "host/clock.h"
#include "memory/sample.h"

#define TENTH (NANOSECONDS / 10)

static uint64_t now(void)
{
    return clock_nanoseconds(CLOCK_MONOTONIC);
}

static struct facts with_committed(uint64_t committed)
{
    return (struct facts){.system.committed = committed,
                          .process.nodes = 3,
                          .oom_kills = {7, 11},
                          .cgroup = {.version = 2, .path = "/a/b", .limit = 268435399}};
}

TEST(a_sample_is_taken_whole_until_it_is_a_tenth_of_a_second_old)
{
    struct facts facts = with_committed(1234577), taken = {.process.user = 5};
    uint64_t then = now();

    sample_keep(&facts, sample_thread(10, 10), then);

    assert_true(sample_take(&taken, sample_thread(10, 10), then + TENTH - 1));
    assert_int_equal(taken.system.committed, 1234577);
    assert_int_equal(taken.process.nodes, 3);
    assert_int_equal(taken.process.user, 5);
    assert_int_equal(taken.oom_kills.count, 7);
    assert_int_equal(taken.oom_kills.group, 11);
    assert_string_equal(taken.cgroup.path, "/a/b");
    assert_int_equal(taken.cgroup.limit, 268435399);
    assert_false(sample_take(&taken, sample_thread(10, 10), then + TENTH));
}

TEST(no_other_thread_or_process_takes_it)
{
    struct facts facts = with_committed(1), taken = {0};
    uint64_t then = now();

    sample_keep(&facts, sample_thread(20, 20), then);

    assert_false(sample_take(&taken, sample_thread(20, 24), then));
    assert_false(sample_take(&taken, sample_thread(24, 20), then));
    assert_true(sample_take(&taken, sample_thread(20, 20), then));
}

TEST(what_was_outdated_or_forgotten_is_not_taken)
{
    struct facts facts = with_committed(1), taken = {0};

    sample_keep(&facts, sample_thread(30, 30), now());
    samples_outdate();
    assert_false(sample_take(&taken, sample_thread(30, 30), now()));

    sample_keep(&facts, sample_thread(30, 30), now() + 1);
    assert_true(sample_take(&taken, sample_thread(30, 30), now() + 1));
    samples_forget();
    assert_false(sample_take(&taken, sample_thread(30, 30), now() + 1));
}

TEST(what_could_not_be_read_is_read_again)
{
    struct facts unread = with_committed(UNKNOWN), unseen = with_committed(1), taken = {0};
    unseen.cgroup.unseen = true;
    uint64_t then = now();

    sample_keep(&unread, sample_thread(40, 40), then);
    assert_false(sample_take(&taken, sample_thread(40, 40), then));

    sample_keep(&unseen, sample_thread(40, 40), then);
    assert_false(sample_take(&taken, sample_thread(40, 40), then));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sample_is_taken_whole_until_it_is_a_tenth_of_a_second_old),
        cmocka_unit_test(no_other_thread_or_process_takes_it),
        cmocka_unit_test(what_was_outdated_or_forgotten_is_not_taken),
        cmocka_unit_test(what_could_not_be_read_is_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
