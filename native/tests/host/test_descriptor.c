/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors of ours: which of them a copy of the process finds, and at what cost. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../test.h"
#include "host/descriptor.h"
#include "host/stretch.h"

#define READS_NOTHING "/dev/null"

static int open_one(void)
{
    return descriptor_open(READS_NOTHING, DESCRIPTOR_READS, 0, 0);
}

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

static bool says_yes(pid_t child)
{
    int status;
    return waitpid(child, &status, 0) == child && status == 0;
}

TEST(a_copy_closes_what_is_open_in_its_parent)
{
    unsigned closed = descriptors_closed();
    int fd = open_one();
    pid_t child = fork();
    if (child == 0) {
        bool before = is_open(fd);
        descriptors_close_copies(closed);
        _exit(before && !is_open(fd) ? 0 : 1);
    }
    assert_true(says_yes(child));
    descriptor_close(fd);
    assert_false(is_open(fd));
}

/* As where the kernel has copied the descriptors, and not yet the memory. */
TEST(a_copy_closes_what_its_memory_says_is_closed_since)
{
    unsigned closed = descriptors_closed();
    int fd = open_one();
    descriptor_close(fd);
    assert_int_equal(open(READS_NOTHING, DESCRIPTOR_READS), fd);
    pid_t child = fork();
    if (child == 0) {
        descriptors_close_copies(closed);
        _exit(is_open(fd) ? 1 : 0);
    }
    assert_true(says_yes(child));
    close(fd);
}

TEST(a_copy_leaves_a_number_alone_that_is_the_programs)
{
    unsigned closed = descriptors_closed();
    int fd = open_one();
    close(fd);
    assert_int_equal(open(READS_NOTHING, O_RDONLY), fd);
    pid_t child = fork();
    if (child == 0) {
        descriptors_close_copies(closed);
        _exit(is_open(fd) ? 0 : 1);
    }
    assert_true(says_yes(child));
    descriptor_close(fd);
    assert_true(is_open(fd));
    close(fd);
}

static uint64_t nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* A look at each of so many numbers takes many times as long; any user may have 4,096 open. */
#define MANY 4000

static bool is_cheap(unsigned closed)
{
    uint64_t started = nanoseconds();
    descriptors_close_copies(closed);
    uint64_t took = nanoseconds() - started;
    started = nanoseconds();
    for (int fd = 0; fd < MANY; fd++)
        (void)fcntl(fd, F_GETFL);
    return took * 4 < nanoseconds() - started;
}

static bool allow_many(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return false;
    limit.rlim_cur = MANY + 64;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

TEST(the_more_a_program_has_open_the_more_does_it_not_cost_its_copy)
{
    unsigned closed = descriptors_closed();
    assert_true(allow_many());
    for (int i = 0; i < MANY; i++)
        assert_true(open(READS_NOTHING, O_RDONLY | O_CLOEXEC) >= 0);
    int fd = open_one();
    pid_t child = fork();
    if (child == 0)
        _exit(is_cheap(closed) && !is_open(fd) ? 0 : 1);
    assert_true(says_yes(child));
    descriptor_close(fd);
    for (int i = 3; i < MANY + 3; i++)
        close(i);
}

/* It has the memory, and descriptors of its own. */
TEST(a_child_of_vfork_that_is_killed_with_one_open_leaves_no_number_behind)
{
    unsigned closed = descriptors_closed();
    /* NOLINTBEGIN(clang-analyzer-security.insecureAPI.vfork,clang-analyzer-unix.Vfork): that is it
     */
    pid_t child = vfork();
    if (child == 0) {
        (void)open_one();
        _exit(0);
    }
    /* NOLINTEND(clang-analyzer-security.insecureAPI.vfork,clang-analyzer-unix.Vfork) */
    assert_true(says_yes(child));
    descriptors_drop();
    int fd = open(READS_NOTHING, DESCRIPTOR_READS);
    child = fork();
    if (child == 0) {
        descriptors_close_copies(closed);
        _exit(is_open(fd) ? 0 : 1);
    }
    assert_true(says_yes(child));
    close(fd);
}

static sigjmp_buf outside;
static int abandoned;

static void open_and_leave(void *unused)
{
    (void)unused;
    abandoned = open_one();
    siglongjmp(outside, 1);
}

static void do_nothing(void *unused)
{
    (void)unused;
}

TEST(what_a_jump_out_of_a_stretch_left_open_is_closed_at_the_next)
{
    if (sigsetjmp(outside, 1) == 0)
        stretch_run(open_and_leave, NULL);
    assert_true(is_open(abandoned));
    stretch_run(do_nothing, NULL);
    assert_false(is_open(abandoned));
}

static void run_another(void *unused)
{
    int fd = open_one();
    stretch_run(do_nothing, unused);
    assert_true(is_open(fd));
    descriptor_close(fd);
}

TEST(a_stretch_within_a_stretch_closes_nothing_of_the_outer)
{
    stretch_run(run_another, NULL);
}

static void enter_another(int signal)
{
    (void)signal;
    stretch_run(do_nothing, NULL);
}

static void be_interrupted(void *unused)
{
    (void)unused;
    int fd = open_one();
    raise(SIGTRAP);
    assert_true(is_open(fd));
    descriptor_close(fd);
}

/* Its frames are on none of our stacks, so that it does not look like one within another. */
TEST(nor_does_one_of_a_handler_that_interrupts_it_on_an_alternate_stack)
{
    static char alternate[65536];
    const stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate},
                  none = {.ss_flags = SS_DISABLE};
    const struct sigaction action = {.sa_handler = enter_another, .sa_flags = SA_ONSTACK},
                           usual = {.sa_handler = SIG_DFL};
    sigaltstack(&stack, NULL);
    sigaction(SIGTRAP, &action, NULL);
    stretch_run(be_interrupted, NULL);
    sigaction(SIGTRAP, &usual, NULL);
    sigaltstack(&none, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_closes_what_is_open_in_its_parent),
        cmocka_unit_test(a_copy_closes_what_its_memory_says_is_closed_since),
        cmocka_unit_test(a_copy_leaves_a_number_alone_that_is_the_programs),
        cmocka_unit_test(the_more_a_program_has_open_the_more_does_it_not_cost_its_copy),
        cmocka_unit_test(a_child_of_vfork_that_is_killed_with_one_open_leaves_no_number_behind),
        cmocka_unit_test(what_a_jump_out_of_a_stretch_left_open_is_closed_at_the_next),
        cmocka_unit_test(a_stretch_within_a_stretch_closes_nothing_of_the_outer),
        cmocka_unit_test(nor_does_one_of_a_handler_that_interrupts_it_on_an_alternate_stack),
    };
    return RUN(tests);
}
