/* SPDX-License-Identifier: Apache-2.0 */
/* Each rise of a cgroup's counter is the end of one child. */
#include "outcome/oom_ledger.h"

#include <pthread.h>

#include "../test.h"

#define GROUP   0x1234567890abcdefU
#define OTHER   0xfedcba0987654321U
#define THREADS 8
#define RISES   200

/* A child of this cgroup was made at the one count, and reaped at the other. */
static bool takes_in(uint64_t group, uint64_t made, uint64_t reaped)
{
    const struct oom_kills before = {made, group}, now = {reaped, group};
    return oom_ledger_takes(&before, &now);
}

static bool takes(uint64_t made, uint64_t reaped)
{
    return takes_in(GROUP, made, reaped);
}

static int begin(void **state)
{
    (void)state;
    oom_ledger_forget();
    return 0;
}

TEST(a_rise_is_taken_by_one_child)
{
    assert_true(takes(0, 1));
    assert_false(takes(0, 1));
    assert_false(takes(1, 1));
    assert_true(takes(0, 2));
}

TEST(a_child_made_between_anothers_kill_and_its_reaping_has_a_rise_of_its_own)
{
    assert_true(takes(0, 1));
    assert_false(takes(1, 1));
    assert_true(takes(1, 2));
}

TEST(a_child_made_between_two_kills_that_were_reaped_late_has_one_too)
{
    assert_true(takes(0, 2));
    assert_true(takes(0, 2));
    assert_true(takes(1, 3));
    assert_false(takes(1, 3));
}

TEST(what_another_may_have_died_of_is_not_taken_where_it_may_lie_in_this_life)
{
    assert_true(takes(0, 2));
    assert_false(takes(1, 2));
}

TEST(a_pool_that_is_made_anew_after_each_kill_has_them_all)
{
    for (uint64_t i = 0; i < 2000; i++) {
        assert_true(takes(i < 8 ? 0 : i - i % 8, i + 1));
        assert_false(takes(i < 8 ? 0 : i - i % 8, i + 1));
    }
}

TEST(another_cgroup_has_its_own_kills)
{
    assert_true(takes(0, 1));
    assert_true(takes_in(OTHER, 0, 1));
    assert_false(takes(0, 1));
    assert_true(takes(0, 2));
    const struct oom_kills before = {0, GROUP}, moved = {9, OTHER};
    assert_false(oom_ledger_takes(&before, &moved));
}

TEST(what_is_forgotten_counts_as_taken)
{
    for (int i = 0; i < 300; i++)
        (void)takes(0, 300);
    assert_false(takes(0, 300));
    assert_false(takes(299, 300));
    assert_true(takes(300, 301));
    for (uint64_t i = 0; i < 1000; i++)
        assert_true(takes_in(OTHER, i, i + 1));
    assert_false(takes(0, 301));
    assert_true(takes(0, 302));
}

TEST(a_count_that_is_not_known_or_fell_is_no_rise)
{
    assert_false(takes(UNKNOWN, 1));
    assert_false(takes(0, UNKNOWN));
    assert_false(takes(2, 1));
}

static void *take_all(void *unused)
{
    uintptr_t taken = 0;
    (void)unused;
    for (int i = 0; i < RISES; i++)
        taken += takes(0, RISES);
    return (void *)taken;
}

TEST(threads_take_each_rise_once)
{
    for (int round = 0; round < 50; round++) {
        pthread_t threads[THREADS];
        uintptr_t taken = 0;
        oom_ledger_forget();
        for (int i = 0; i < THREADS; i++)
            assert_int_equal(0, pthread_create(&threads[i], NULL, take_all, NULL));
        for (int i = 0; i < THREADS; i++) {
            void *result;
            assert_int_equal(0, pthread_join(threads[i], &result));
            taken += (uintptr_t)result;
        }
        assert_int_equal(RISES, taken);
    }
}

#define EACH(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(a_rise_is_taken_by_one_child),
        EACH(a_child_made_between_anothers_kill_and_its_reaping_has_a_rise_of_its_own),
        EACH(a_child_made_between_two_kills_that_were_reaped_late_has_one_too),
        EACH(what_another_may_have_died_of_is_not_taken_where_it_may_lie_in_this_life),
        EACH(a_pool_that_is_made_anew_after_each_kill_has_them_all),
        EACH(another_cgroup_has_its_own_kills),
        EACH(what_is_forgotten_counts_as_taken),
        EACH(a_count_that_is_not_known_or_fell_is_no_rise),
        EACH(threads_take_each_rise_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
