/* SPDX-License-Identifier: Apache-2.0 */
/* What a log says of a process, in the words of several kernels. */
#include "memory/kernel_log.h"

#include <stdlib.h>
#include <string.h>

#include "../test.h"

#define SECOND 1000000000U

/* linux-6.18, a group's limit; its lines before the one that counts. */
static const char group[] =
    "<6>[14085.032460] memory: usage 49152kB, limit 49152kB, failcnt 31\n"
    "<6>[14085.032500] [  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem "
    "pgtables_bytes swapents oom_score_adj name\n"
    "<6>[14085.032503] [  11682]     0 11682    25251    12512    12288      224         0   "
    "139264        0             0 out_of_memory\n"
    "<6>[14085.032506] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,"
    "mems_allowed=0,oom_memcg=/group,task_memcg=/group,task=out_of_memory,pid=11682,uid=0\n"
    "<3>[14085.032523] Memory cgroup out of memory: Killed process 11682 (out_of_memory) "
    "total-vm:101004kB, anon-rss:49152kB, file-rss:896kB, shmem-rss:0kB, UID:0 pgtables:136kB "
    "oom_score_adj:0\n";

static uint64_t others;

static bool tells(const char *text, pid_t pid, uint64_t since_ns)
{
    return kernel_log_tells(text, pid, since_ns, &others);
}

TEST(a_victim_of_a_groups_limit_is_named)
{
    assert_true(tells(group, 11682, 14080 * (uint64_t)SECOND));
    assert_false(tells(group, 1168, 14080 * (uint64_t)SECOND));
    assert_false(tells(group, 116820, 14080 * (uint64_t)SECOND));
    assert_false(tells(group, 0, 0));
}

TEST(a_victim_of_the_whole_machine_is_named)
{
    assert_true(tells("<3>[  912.000123] Out of memory: Killed process 123 (java) "
                      "total-vm:8kB, anon-rss:8kB, file-rss:0kB, shmem-rss:0kB\n",
                      123, 900 * (uint64_t)SECOND));
}

TEST(an_older_kernel_says_it_in_two_lines)
{
    /* Before linux-5.2: the first line is of who was chosen, whose child may be killed instead. */
    const char *text = "<3>[  912.000100] Out of memory: Kill process 122 (java) score 9 or "
                       "sacrifice child\n"
                       "<3>[  912.000123] Killed process 123 (sh) total-vm:8kB, anon-rss:8kB\n";
    assert_true(tells(text, 123, 900 * (uint64_t)SECOND));
    assert_false(tells(text, 122, 900 * (uint64_t)SECOND));
}

TEST(a_line_with_the_id_of_its_thread_is_read)
{
    assert_true(tells("<3>[  912.000123][   T77] Out of memory: Killed process 123 (a) "
                      "total-vm:8kB\n",
                      123, 900 * (uint64_t)SECOND));
}

TEST(a_line_without_a_date_counts)
{
    assert_true(tells("<3>Out of memory: Killed process 123 (a) total-vm:8kB\n", 123,
                      900 * (uint64_t)SECOND));
}

TEST(a_line_with_an_absurd_date_counts)
{
    assert_true(
        tells("<3>[99999999999.000123] Out of memory: Killed process 123 (a) total-vm:8kB\n", 123,
              900 * (uint64_t)SECOND));
    assert_true(tells("<3>[    1.99999999999999999999] Out of memory: Killed process 123 (a) "
                      "total-vm:8kB\n",
                      123, 900 * (uint64_t)SECOND));
}

TEST(a_line_from_before_the_childs_life_is_of_another_process)
{
    const char *text = "<3>[  912.000123] Out of memory: Killed process 123 (a) total-vm:8kB\n";
    assert_true(tells(text, 123, 913 * (uint64_t)SECOND));
    assert_false(tells(text, 123, 914 * (uint64_t)SECOND));
}

TEST(victims_in_the_childs_life_are_counted_where_it_is_none_of_them)
{
    const char *text = "<3>[  800.000123] Out of memory: Killed process 120 (a) total-vm:8kB\n"
                       "<3>[  912.000123] Out of memory: Killed process 121 (a) total-vm:8kB\n"
                       "<3>[  913.000123] Out of memory: Killed process 122 (a) total-vm:8kB\n"
                       "<6>[  914.000123] comm=\"Killed process 123 (a)\"\n";
    assert_false(tells(text, 124, 900 * (uint64_t)SECOND));
    assert_int_equal(2, others);
    assert_false(tells("", 124, 900 * (uint64_t)SECOND));
    assert_int_equal(0, others);
}

TEST(what_is_no_line_of_the_oom_killer_names_nobody)
{
    assert_false(tells("", 123, 0));
    assert_false(tells("<3>", 123, 0));
    assert_false(tells("[", 123, 0));
    assert_false(tells("<6>[    1.0] comm=\"Killed process 123 (a)\"\n", 123, 0));
    assert_false(tells("<6>[    1.0] x\n<6>[    1.1] Killed process 12", 12, 0));
    assert_false(tells("<6>[    1.0] Out of memory: Killed process \n", 123, 0));
    assert_false(tells("ory: Killed process 123\n<6>[    1.0] x\n", 123, 0));
}

/* Nothing before it is looked at, which AddressSanitizer would report. */
TEST(a_text_that_begins_in_the_middle_of_a_line_names_nobody)
{
    char *text = strdup("Killed process 123 (a)\n");
    assert_false(tells(text, 123, 0));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_victim_of_a_groups_limit_is_named),
        cmocka_unit_test(a_victim_of_the_whole_machine_is_named),
        cmocka_unit_test(an_older_kernel_says_it_in_two_lines),
        cmocka_unit_test(a_line_with_the_id_of_its_thread_is_read),
        cmocka_unit_test(a_line_without_a_date_counts),
        cmocka_unit_test(a_line_with_an_absurd_date_counts),
        cmocka_unit_test(a_line_from_before_the_childs_life_is_of_another_process),
        cmocka_unit_test(victims_in_the_childs_life_are_counted_where_it_is_none_of_them),
        cmocka_unit_test(a_text_that_begins_in_the_middle_of_a_line_names_nobody),
        cmocka_unit_test(what_is_no_line_of_the_oom_killer_names_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
