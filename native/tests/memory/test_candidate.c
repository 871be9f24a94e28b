/* SPDX-License-Identifier: Apache-2.0 */
/* Who could fork: from the kernel's text, and from real processes. */
#include "memory/candidate.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"

static bool parse(struct candidate *candidate, const char *name, char state, const char *flags,
                  const char *threads, const char *start)
{
    char line[256];
    (void)snprintf(line, sizeof line,
                   "4711 (%s) %c 2 0 0 0 -1 %s 0 0 0 0 0 0 0 0 20 0 %s 0 %s 0 0 0 0 0 0\n", name,
                   state, flags, threads, start);
    return candidate_parse(candidate, line);
}

TEST(an_ordinary_process_is_a_candidate)
{
    struct candidate candidate;
    assert_true(parse(&candidate, "java", 'S', "4194304", "42", "88231"));
    assert_int_equal(candidate.start, 88231);
    assert_false(candidate.is_kernels);
    assert_false(candidate.has_ended);
}

TEST(a_kernel_thread_is_known_by_its_flag)
{
    struct candidate candidate;
    assert_true(parse(&candidate, "kworker/0:1", 'I', "69238880", "1", "30"));
    assert_true(candidate.is_kernels);
}

TEST(a_zombie_has_ended_but_not_one_with_threads_left)
{
    struct candidate candidate;
    assert_true(parse(&candidate, "sh", 'Z', "4227084", "1", "7"));
    assert_true(candidate.has_ended);
    assert_true(parse(&candidate, "sh", 'Z', "4227084", "2", "7"));
    assert_false(candidate.has_ended);
}

TEST(a_name_that_looks_like_a_line_is_none)
{
    struct candidate candidate;
    assert_true(parse(&candidate, "a) Z 1\n(b) S 2", 'S', "0", "1", "88231"));
    assert_false(candidate.has_ended);
    assert_int_equal(candidate.start, 88231);
}

TEST(a_text_that_is_cut_or_empty_is_refused)
{
    struct candidate candidate;
    assert_false(candidate_parse(&candidate, ""));
    assert_false(candidate_parse(&candidate, "4711 (java"));
    assert_false(candidate_parse(&candidate, "4711 (java) S 1 1 1"));
    assert_false(parse(&candidate, "java", 'S', "0", "1", "99999999999999999999999"));
}

TEST(this_process_is_the_same_by_either_name)
{
    struct candidate self, named;
    assert_int_equal(candidate_read(&self, 0), 0);
    assert_int_equal(candidate_read(&named, getpid()), 0);
    assert_int_equal(self.start, named.start);
    assert_int_equal(self.pid, getpid());
    assert_false(self.is_kernels || self.has_ended);
}

static void *tell_thread(void *told)
{
    struct candidate candidate;
    *(pid_t *)told =
        candidate_read(&candidate, (pid_t)syscall(SYS_gettid)) == 0 ? candidate.pid : 0;
    return NULL;
}

TEST(a_threads_id_stands_for_its_process)
{
    pthread_t thread;
    pid_t told;
    assert_int_equal(pthread_create(&thread, NULL, tell_thread, &told), 0);
    pthread_join(thread, NULL);
    assert_int_equal(told, getpid());
}

TEST(a_child_is_a_zombie_until_it_is_reaped_and_then_nobody)
{
    struct candidate candidate;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    siginfo_t ended;
    assert_int_equal(waitid(P_PID, (id_t)child, &ended, WEXITED | WNOWAIT), 0);
    assert_int_equal(candidate_read(&candidate, child), 0);
    assert_true(candidate.has_ended);
    waitpid(child, NULL, 0);
    assert_int_equal(candidate_read(&candidate, child), ESRCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_process_is_a_candidate),
        cmocka_unit_test(a_kernel_thread_is_known_by_its_flag),
        cmocka_unit_test(a_zombie_has_ended_but_not_one_with_threads_left),
        cmocka_unit_test(a_name_that_looks_like_a_line_is_none),
        cmocka_unit_test(a_text_that_is_cut_or_empty_is_refused),
        cmocka_unit_test(this_process_is_the_same_by_either_name),
        cmocka_unit_test(a_threads_id_stands_for_its_process),
        cmocka_unit_test(a_child_is_a_zombie_until_it_is_reaped_and_then_nobody),
    };
    return RUN(tests);
}
