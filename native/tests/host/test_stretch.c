/* SPDX-License-Identifier: Apache-2.0 */
/* Stretches of our own work: where they run, and what waits meanwhile. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "host/stretch.h"

static volatile sig_atomic_t handled;

static void handle(int number)
{
    handled = number;
}

static void note_frame(void *frame)
{
    *(uintptr_t *)frame = (uintptr_t)__builtin_frame_address(0);
}

static bool is_far(uintptr_t one, uintptr_t other)
{
    return (one > other ? one - other : other - one) > 1 << 20;
}

TEST(work_runs_on_another_stack_and_comes_back)
{
    uintptr_t frame = 0, own = (uintptr_t)__builtin_frame_address(0);
    stretch_run(note_frame, &frame);
    assert_true(is_far(frame, own));
    assert_int_equal(own, (uintptr_t)__builtin_frame_address(0));
}

static void raise_one(void *handled_within)
{
    raise(SIGUSR1);
    *(int *)handled_within = handled;
}

TEST(a_signal_waits_until_the_stretch_is_over)
{
    int within = -1;
    struct sigaction action = {.sa_handler = handle};
    sigaction(SIGUSR1, &action, NULL);
    handled = 0;
    stretch_run(raise_one, &within);
    assert_int_equal(within, 0);
    assert_int_equal(handled, SIGUSR1);
}

static void note_mask(void *mask)
{
    sigprocmask(SIG_BLOCK, NULL, mask);
}

TEST(signals_of_faults_do_not_wait)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
    sigset_t mask;
    stretch_run(note_mask, &mask);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        assert_false(sigismember(&mask, faults[i]));
    assert_true(sigismember(&mask, SIGTERM));
}

struct within {
    uintptr_t outer, inner;
};

static void nest(void *data)
{
    struct within *within = data;
    within->outer = (uintptr_t)__builtin_frame_address(0);
    stretch_run(note_frame, &within->inner);
}

TEST(a_stretch_within_a_stretch_is_on_the_same_stack)
{
    struct within within;
    stretch_run(nest, &within);
    assert_true(within.outer > within.inner && within.outer - within.inner < 4096);
}

/* More than there are stacks, so that some stay on their own. */
#define THREADS 40

static atomic_int waiting;
static uintptr_t frames[THREADS], own_frames[THREADS];

static void wait_for_all(void *frame)
{
    note_frame(frame);
    atomic_fetch_add(&waiting, 1);
    while (atomic_load(&waiting) < THREADS)
        usleep(100);
}

static void *run_one(void *number)
{
    uintptr_t i = (uintptr_t)number;
    own_frames[i] = (uintptr_t)__builtin_frame_address(0);
    stretch_run(wait_for_all, &frames[i]);
    return NULL;
}

TEST(more_threads_than_there_are_stacks_run_on_their_own)
{
    pthread_t threads[THREADS];
    int lent = 0;
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_one, (void *)i), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++)
        lent += is_far(frames[i], own_frames[i]);
    assert_in_range(lent, 1, THREADS - 1);
}

static atomic_int staying, may_go;

static void stay(void *unused)
{
    (void)unused;
    atomic_fetch_add(&staying, 1);
    while (!atomic_load(&may_go))
        usleep(100);
}

static void *stay_in_a_stretch(void *unused)
{
    stretch_run(stay, unused);
    return NULL;
}

static bool runs_on_another_stack(void)
{
    uintptr_t frame = 0;
    stretch_run(note_frame, &frame);
    return is_far(frame, (uintptr_t)__builtin_frame_address(0));
}

TEST(a_copy_has_the_stacks_of_its_parents_threads_to_itself)
{
    pthread_t threads[THREADS];
    int status;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, stay_in_a_stretch, NULL), 0);
    while (atomic_load(&staying) < THREADS)
        usleep(100);
    pid_t child = fork();
    if (child == 0) {
        bool before = runs_on_another_stack();
        stretches_forget();
        _exit(!before && runs_on_another_stack() ? 0 : 1);
    }
    atomic_store(&may_go, 1);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(work_runs_on_another_stack_and_comes_back),
        cmocka_unit_test(a_signal_waits_until_the_stretch_is_over),
        cmocka_unit_test(signals_of_faults_do_not_wait),
        cmocka_unit_test(a_stretch_within_a_stretch_is_on_the_same_stack),
        cmocka_unit_test(more_threads_than_there_are_stacks_run_on_their_own),
        cmocka_unit_test(a_copy_has_the_stacks_of_its_parents_threads_to_itself),
    };
    return RUN(tests);
}
