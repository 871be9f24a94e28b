/* SPDX-License-Identifier: Apache-2.0 */
/* The table of children: whoever comes first, each end meets its child once. */
#include "outcome/children.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "outcome/places.h"

#include "../test.h"

/* More than the table has places, and pids that no kernel gives. */
#define CROWD     60000
#define FIRST_PID 5000000

/* The default kernel.pid_max. */
#define HOST    32768
#define THREADS 4
#define ROUNDS  20000
#define LIVING  50

static const struct ending killed = {.status = 9};
static struct child found;
static struct ending told;

static bool add_one(pid_t pid)
{
    const struct child child = {.pid = pid, .started = (uint64_t)pid * 3};
    return children_add(&child, &told);
}

static bool call(pid_t pid)
{
    children_expect();
    bool ended = add_one(pid);
    (void)children_arrived();
    return ended;
}

TEST(a_child_is_found_once)
{
    assert_false(call(101));
    assert_int_equal(REAPED_CHILD, children_reap(101, &killed, &found));
    assert_int_equal(101, found.pid);
    assert_int_equal(303, found.started);
    assert_int_equal(REAPED_STRANGER, children_reap(101, &killed, &found));
}

TEST(a_pid_that_comes_again_is_the_new_child)
{
    const struct child second = {.pid = 102, .started = 7};
    assert_false(call(102));
    children_expect();
    assert_false(children_add(&second, &told));
    (void)children_arrived();
    assert_int_equal(REAPED_CHILD, children_reap(102, &killed, &found));
    assert_int_equal(7, found.started);
    assert_int_equal(REAPED_STRANGER, children_reap(102, &killed, &found));
}

TEST(a_child_is_taken_by_its_own_spawn_alone)
{
    const struct child child = {.pid = 107, .spawn.sequence = 17};
    children_expect();
    assert_false(children_add(&child, &told));
    (void)children_arrived();
    assert_false(children_take(107, 18, &found));
    assert_true(children_take(107, 17, &found));
    assert_int_equal(107, found.pid);
    assert_false(children_take(107, 17, &found));
    assert_int_equal(REAPED_STRANGER, children_reap(107, &killed, &found));
}

TEST(a_kill_that_failed_is_taken_back_and_no_other_is)
{
    unsigned step = 0;
    assert_false(call(108));
    struct place *place = places_look_for(108, &step);
    place_count_kill(place, 1);
    place_count_kill(place, 1);
    place_count_kill(place, -1);
    assert_int_equal(REAPED_CHILD, children_reap(108, &killed, &found));
    assert_true(found.killed);

    assert_false(call(108));
    place_count_kill(place, 1);
    place_count_kill(place, -1);
    place_count_kill(place, -1);
    assert_int_equal(REAPED_CHILD, children_reap(108, &killed, &found));
    assert_false(found.killed);
    step = 0;
    assert_null(places_look_for(108, &step));
}

TEST(an_end_before_its_child_waits_for_it)
{
    children_expect();
    assert_false(children_have_ended(103));
    assert_int_equal(REAPED_EARLY, children_reap(103, &killed, &found));
    assert_true(children_have_ended(103));
    assert_false(children_have_ended(102));
    assert_true(add_one(103));
    assert_false(children_have_ended(103));
    assert_int_equal(9, told.status);
    assert_false(children_arrived());
    assert_int_equal(REAPED_STRANGER, children_reap(103, &killed, &found));
}

TEST(an_end_that_no_child_comes_for_is_a_strangers)
{
    pid_t stranger = 0;
    children_expect();
    assert_int_equal(REAPED_EARLY, children_reap(104, &killed, &found));
    (void)children_arrived();
    children_expect();
    assert_true(children_arrived());
    unsigned at = 0;
    assert_true(children_next_stranger(&at, &stranger, &told));
    assert_int_equal(104, stranger);
    assert_false(children_next_stranger(&at, &stranger, &told));
}

TEST(an_end_under_a_call_that_goes_on_is_no_strangers_yet)
{
    pid_t stranger = 0;
    unsigned at = 0;
    children_expect();
    assert_int_equal(REAPED_EARLY, children_reap(105, &killed, &found));
    children_expect();
    assert_false(children_arrived());
    assert_false(children_next_stranger(&at, &stranger, &told));
    assert_true(add_one(105));
    (void)children_arrived();
}

TEST(a_copy_of_the_table_holds_nothing_of_its_own)
{
    assert_false(call(106));
    pid_t child = fork();
    if (child == 0) {
        children_forget();
        _exit(children_reap(106, &killed, &found) == REAPED_STRANGER ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(child, waitpid(child, &status, 0));
    assert_int_equal(0, status);
    assert_int_equal(REAPED_CHILD, children_reap(106, &killed, &found));
}

static _Atomic int born[THREADS], gone[THREADS];

static pid_t pid_of(intptr_t pair, int child)
{
    return FIRST_PID + (pid_t)pair * ROUNDS + child;
}

/* As a call does: the child is there, and may be reaped, before it can be added. */
static void *add(void *pair)
{
    intptr_t tally = 0;
    for (int i = 0; i < ROUNDS; i++) {
        const struct child child = {.pid = pid_of((intptr_t)pair, i)};
        struct ending ending;
        while (i - atomic_load(&gone[(intptr_t)pair]) > LIVING)
            sched_yield();
        children_expect();
        atomic_store(&born[(intptr_t)pair], i + 1);
        tally += children_add(&child, &ending) && ending.status == child.pid;
        (void)children_arrived();
    }
    return (void *)tally;
}

static void *reap(void *pair)
{
    intptr_t tally = 0;
    for (int i = 0; i < ROUNDS; i++) {
        pid_t pid = pid_of((intptr_t)pair, i);
        const struct ending ending = {.status = pid};
        struct child child;
        while (atomic_load(&born[(intptr_t)pair]) <= i)
            sched_yield();
        tally += children_reap(pid, &ending, &child) == REAPED_CHILD && child.pid == pid;
        atomic_store(&gone[(intptr_t)pair], i + 1);
    }
    return (void *)tally;
}

TEST(threads_that_add_and_reap_at_once_tell_each_child_once)
{
    pthread_t threads[2 * THREADS];
    intptr_t tally = 0;
    for (intptr_t i = 0; i < THREADS; i++) {
        assert_int_equal(0, pthread_create(&threads[2 * i], NULL, add, (void *)i));
        assert_int_equal(0, pthread_create(&threads[2 * i + 1], NULL, reap, (void *)i));
    }
    for (int i = 0; i < 2 * THREADS; i++) {
        void *result;
        assert_int_equal(0, pthread_join(threads[i], &result));
        tally += (intptr_t)result;
    }
    assert_int_equal(THREADS * ROUNDS, tally);
}

/* Different ones, in no order: 4194304 is the most that a kernel gives. */
#define SCATTERED(number) ((pid_t)((number) * 1664525U % 4194304U) + 1)

TEST(a_host_of_children_that_live_at_once_all_have_their_end)
{
    for (unsigned i = 0; i < HOST; i++)
        assert_false(call(SCATTERED(i)));
    for (unsigned i = 0; i < HOST; i++)
        assert_int_equal(REAPED_CHILD, children_reap(SCATTERED(i), &killed, &found));
}

static unsigned long resident_pages(void)
{
    unsigned long resident = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    assert_int_equal(1, fscanf(statm, "%*u %lu", &resident));
    fclose(statm);
    return resident;
}

/* Run first: what was touched once stays. The kernel counts pages by the batch (mm/memory.c). */
TEST(children_that_live_one_after_the_other_touch_no_more_memory_than_few)
{
    unsigned long before = resident_pages();
    for (pid_t pid = FIRST_PID; pid < FIRST_PID + 200000; pid++) {
        assert_false(call(pid));
        assert_int_equal(REAPED_CHILD, children_reap(pid, &killed, &found));
    }
    assert_in_range(resident_pages() - before, 0, 256);
}

TEST(children_without_a_place_are_no_strangers)
{
    int living = 0, lost = 0;
    for (pid_t pid = FIRST_PID; pid < FIRST_PID + CROWD; pid++)
        assert_false(call(pid));
    for (pid_t pid = FIRST_PID; pid < FIRST_PID + CROWD; pid++) {
        enum reaped reaped = children_reap(pid, &killed, &found);
        living += reaped == REAPED_CHILD;
        lost += reaped == REAPED_DROPPED;
    }
    assert_in_range(living, 40000, 51200);
    assert_int_equal(CROWD, living + lost);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_that_live_one_after_the_other_touch_no_more_memory_than_few),
        cmocka_unit_test(a_child_is_found_once),
        cmocka_unit_test(a_pid_that_comes_again_is_the_new_child),
        cmocka_unit_test(a_child_is_taken_by_its_own_spawn_alone),
        cmocka_unit_test(a_kill_that_failed_is_taken_back_and_no_other_is),
        cmocka_unit_test(an_end_before_its_child_waits_for_it),
        cmocka_unit_test(an_end_that_no_child_comes_for_is_a_strangers),
        cmocka_unit_test(an_end_under_a_call_that_goes_on_is_no_strangers_yet),
        cmocka_unit_test(a_copy_of_the_table_holds_nothing_of_its_own),
        cmocka_unit_test(threads_that_add_and_reap_at_once_tell_each_child_once),
        cmocka_unit_test(a_host_of_children_that_live_at_once_all_have_their_end),
        cmocka_unit_test(children_without_a_place_are_no_strangers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
