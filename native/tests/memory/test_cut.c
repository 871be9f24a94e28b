/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A read that gives less than the whole file: each text is cut at each of its bytes, and what is
 * still read of it must be what the whole text says. A number of which only a part was read is
 * unknown, never a smaller one.
 */
#include <string.h>

#include "../kernel_text.h"
#include "memory/cgroup.h"
#include "memory/facts.h"
#include "memory/hierarchy.h"
#include "memory/reclaimable.h"
#include "memory/text.h"

#define MOST_FACTS 16

/* Writes the facts of a text, and returns how many there are. */
typedef unsigned parser(const char *text, uint64_t facts[MOST_FACTS]);

static void each_cut_of_is_true_or_unknown(const char *text, parser *parse)
{
    uint64_t whole[MOST_FACTS], part[MOST_FACTS];
    static char cut[16384];
    unsigned count = parse(text, whole);
    for (unsigned i = 0; i < count; i++)
        assert_true(is_known(whole[i]));
    for (size_t length = 0; length < strlen(text); length++) {
        memcpy(cut, text, length);
        cut[length] = '\0';
        assert_int_equal(parse(cut, part), count);
        for (unsigned i = 0; i < count; i++)
            if (is_known(part[i]))
                assert_int_equal(part[i], whole[i]);
    }
}

static unsigned parse_status(const char *text, uint64_t facts[MOST_FACTS])
{
    struct process_facts process;
    process_parse_status(&process, text);
    const uint64_t read[] = {
        process.commit_charge,     process.virtual_size, process.rss,
        process.private_anonymous, process.swap,         process.page_tables,
        process.hugetlb,           process.pinned,       process.threads,
        process.sys_admin,         process.sys_resource, process.user,
    };
    memcpy(facts, read, sizeof read);
    return sizeof read / sizeof *read;
}

TEST(of_a_cut_status_no_fact_is_wrong)
{
    each_cut_of_is_true_or_unknown(kernel_text("linux-6.18/status"), parse_status);
    each_cut_of_is_true_or_unknown(
        "Name:\tmany groups\nUid:\t10234\t10234\t10234\t10234\nVmSize:\t  123456 kB\n"
        "VmPin:\t 12 kB\nVmRSS:\t 99 kB\nRssAnon:\t 98 kB\nVmData:\t 56 kB\nVmStk:\t 132 kB\n"
        "VmPTE:\t 44 kB\nVmSwap:\t 70 kB\nHugetlbPages:\t 2048 kB\nThreads:\t1234\n"
        "CapEff:\t00000000a80425fb\n",
        parse_status);
}

static unsigned parse_meminfo(const char *text, uint64_t facts[MOST_FACTS])
{
    struct system_facts system;
    system_parse_meminfo(&system, text);
    const uint64_t read[] = {
        system.total,          system.available,    system.swap_total, system.swap_free,
        system.anonymous_huge, system.commit_limit, system.committed,
    };
    memcpy(facts, read, sizeof read);
    return sizeof read / sizeof *read;
}

TEST(of_a_cut_meminfo_no_fact_is_wrong)
{
    each_cut_of_is_true_or_unknown(kernel_text("linux-6.18/meminfo"), parse_meminfo);
}

static unsigned parse_pool(const char *text, uint64_t facts[MOST_FACTS])
{
    facts[0] = hugetlb_parse_free(text, 0);
    return 1;
}

TEST(of_a_cut_meminfo_no_huge_page_is_free)
{
    each_cut_of_is_true_or_unknown("HugePages_Total:      14\nHugePages_Free:       12\n"
                                   "HugePages_Rsvd:       10\nHugePages_Surp:        0\n"
                                   "Hugepagesize:       2048 kB\nHugetlb:           28672 kB\n",
                                   parse_pool);
}

static unsigned parse_loadavg(const char *text, uint64_t facts[MOST_FACTS])
{
    facts[0] = limits_parse_loadavg(text);
    return 1;
}

static unsigned parse_statm(const char *text, uint64_t facts[MOST_FACTS])
{
    facts[0] = copied_parse_resident(text);
    return 1;
}

static unsigned parse_limit(const char *text, uint64_t facts[MOST_FACTS])
{
    facts[0] = hierarchy_parse_limit(text);
    return 1;
}

TEST(a_cut_number_is_no_smaller_one)
{
    each_cut_of_is_true_or_unknown("3.58 3.48 3.52 14/4711 30992\n", parse_loadavg);
    each_cut_of_is_true_or_unknown("765 442 413 5 0 90 0\n", parse_statm);
    each_cut_of_is_true_or_unknown("1610612736\n", parse_limit);
}

static unsigned parse_v1(const char *text, uint64_t facts[MOST_FACTS])
{
    facts[0] = reclaimable_parse(text, 1);
    return 1;
}

TEST(of_a_cut_memory_stat_nothing_is_reclaimable)
{
    each_cut_of_is_true_or_unknown(kernel_text("linux-6.18/memory.stat-v1"), parse_v1);
    each_cut_of_is_true_or_unknown(kernel_text("linux-5.10/memory.stat-v1"), parse_v1);
}

/* The slab's line stands behind those of the files: without it there is less, never more. */
TEST(of_a_cut_memory_stat_of_version_2_no_more_is_reclaimable)
{
    static const char *const names[] = {"linux-4.18/memory.stat-v2", "linux-6.12/memory.stat-v2"};
    static char cut[16384];
    for (unsigned i = 0; i < 2; i++) {
        const char *text = kernel_text(names[i]);
        uint64_t whole = reclaimable_parse(text, 2);
        assert_true(is_known(whole));
        for (size_t length = 0; length < strlen(text); length++) {
            memcpy(cut, text, length);
            cut[length] = '\0';
            uint64_t part = reclaimable_parse(cut, 2);
            assert_true(!is_known(part) || part <= whole);
        }
    }
}

static unsigned parse_stat(const char *text, uint64_t facts[MOST_FACTS])
{
    static const unsigned places[] = {10, 20, 22};
    for (unsigned i = 0; i < 3; i++)
        facts[i] = text_stat_field(text, places[i]);
    return 3;
}

TEST(of_a_cut_stat_no_field_is_wrong)
{
    each_cut_of_is_true_or_unknown(
        "4711 (a b) R 1 2) S 2357 2360 1083 34816 2360 4194304 91 17 3 4 55 66 7 8 20 -5 142 0 "
        "88231 3133440 442 18446744073709551615 1 2 3 0 0\n",
        parse_stat);
}

static unsigned parse_rollup(const char *text, uint64_t facts[MOST_FACTS])
{
    facts[0] = text_value(text, "Private_Dirty:");
    return 1;
}

TEST(of_a_cut_rollup_nothing_was_copied)
{
    each_cut_of_is_true_or_unknown(
        "55d0c8a00000-7ffd5a3e1000 ---p 00000000 00:00 0                    [rollup]\n"
        "Rss:                1768 kB\nPss:                 310 kB\nPrivate_Clean:        48 kB\n"
        "Private_Dirty:       216 kB\nReferenced:         1768 kB\n",
        parse_rollup);
}

TEST(a_cut_user_map_is_of_another_namespace)
{
    assert_true(process_parse_uid_map("         0          0 4294967295\n"));
    assert_false(process_parse_uid_map("         0          0 4294967295"));
    assert_false(process_parse_uid_map("         0          0 65536\n"));
    assert_false(process_parse_uid_map("         0     100000 65536\n"));
    assert_false(process_parse_uid_map(""));
}

TEST(the_kills_of_the_machine_stand_in_a_whole_line)
{
    assert_int_equal(oom_kills_parse_line("oom_kill 12"), 12);
    assert_int_equal(oom_kills_parse_line("oom_kill "), UNKNOWN);
    assert_int_equal(oom_kills_parse_line("oom_kill 12x"), UNKNOWN);
    assert_int_equal(oom_kills_parse_line("oom_kill_disable 0"), UNKNOWN);
    assert_int_equal(oom_kills_parse_line(""), UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_cut_status_no_fact_is_wrong),
        cmocka_unit_test(of_a_cut_meminfo_no_fact_is_wrong),
        cmocka_unit_test(of_a_cut_meminfo_no_huge_page_is_free),
        cmocka_unit_test(of_a_cut_memory_stat_nothing_is_reclaimable),
        cmocka_unit_test(of_a_cut_memory_stat_of_version_2_no_more_is_reclaimable),
        cmocka_unit_test(a_cut_number_is_no_smaller_one),
        cmocka_unit_test(of_a_cut_stat_no_field_is_wrong),
        cmocka_unit_test(of_a_cut_rollup_nothing_was_copied),
        cmocka_unit_test(a_cut_user_map_is_of_another_namespace),
        cmocka_unit_test(the_kills_of_the_machine_stand_in_a_whole_line),
    };
    return RUN(tests);
}
