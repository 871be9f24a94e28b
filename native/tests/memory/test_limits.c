/* SPDX-License-Identifier: Apache-2.0 */
/* How many threads the machine has, from loadavg; the limits themselves are read where they are. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "memory/facts.h"

TEST(the_threads_of_the_machine_stand_behind_those_that_run)
{
    assert_int_equal(limits_parse_loadavg("0.20 0.18 0.12 1/80 11206\n"), 80);
    assert_int_equal(limits_parse_loadavg("3.58 3.48 3.52 14/4711 30992\n"), 4711);
}

TEST(a_loadavg_without_threads_is_unknown)
{
    assert_int_equal(limits_parse_loadavg(""), UNKNOWN);
    assert_int_equal(limits_parse_loadavg("0.20 0.18 0.12"), UNKNOWN);
    assert_int_equal(limits_parse_loadavg("0.20 0.18 0.12 1 11206\n"), UNKNOWN);
    assert_int_equal(limits_parse_loadavg("0.20 0.18 0.12 1/"), UNKNOWN);
}

TEST(the_soft_limit_on_processes_is_found_and_none_is_told_apart)
{
    uint64_t limit;
    assert_true(limits_parse_processes(
        "Max processes             95927                127000               processes ", &limit));
    assert_int_equal(limit, 95927);
    assert_true(limits_parse_processes(
        "Max processes             unlimited            unlimited            processes ", &limit));
    assert_int_equal(limit, UINT64_MAX);
}

TEST(other_limits_and_other_texts_are_none_on_processes)
{
    uint64_t limit;
    assert_false(limits_parse_processes("Max open files            1024  4096  files", &limit));
    assert_false(limits_parse_processes("Max processes             ", &limit));
    assert_false(limits_parse_processes("Max processes             -1", &limit));
    assert_false(limits_parse_processes("Max processes             95", &limit));
    assert_false(limits_parse_processes(
        "Max processes             18446744073709551614 unlimited            processes ", &limit));
    assert_false(limits_parse_processes("Max processes             soft unlimited", &limit));
    assert_false(limits_parse_processes("", &limit));
}

/* A child of another user with a limit of its own, which only it has. */
TEST(another_process_is_held_to_its_own_limit)
{
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {23, 23};
        bool set = setrlimit(RLIMIT_NPROC, &limit) == 0 && (geteuid() != 0 || setuid(64999) == 0);
        (void)!write(ready[1], set ? "y" : "n", 1);
        pause();
        _exit(1);
    }
    char said;
    assert_int_equal(read(ready[0], &said, 1), 1);
    struct facts facts = {.system.kernel = UNKNOWN};
    struct limit_facts limits;
    process_read(&facts.process, child);
    limits_look(&limits, &facts, child);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);

    assert_int_equal(said, 'y');
    assert_int_equal(limits.kind, LIMIT_USER);
    assert_int_equal(limits.limit, 23);
}

TEST(a_process_of_which_the_user_is_not_known_may_be_at_its_limit)
{
    struct facts facts = {.system.kernel = UNKNOWN};
    struct limit_facts limits;
    process_read(&facts.process, PROCESS_SELF);
    facts.process.user = UNKNOWN;
    limits_look(&limits, &facts, PROCESS_SELF);
    assert_true(limits.unsure);
    assert_int_not_equal(limits.kind, LIMIT_USER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_threads_of_the_machine_stand_behind_those_that_run),
        cmocka_unit_test(a_loadavg_without_threads_is_unknown),
        cmocka_unit_test(the_soft_limit_on_processes_is_found_and_none_is_told_apart),
        cmocka_unit_test(other_limits_and_other_texts_are_none_on_processes),
        cmocka_unit_test(another_process_is_held_to_its_own_limit),
        cmocka_unit_test(a_process_of_which_the_user_is_not_known_may_be_at_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
