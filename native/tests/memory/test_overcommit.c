/* SPDX-License-Identifier: Apache-2.0 */
/* The system's facts, from a kernel's text and from the running kernel. */
#include "../kernel_text.h"
#include "memory/facts.h"

TEST(meminfo_of_linux_6_18_gives_every_fact)
{
    struct system_facts system;
    system_parse_meminfo(&system, kernel_text("linux-6.18/meminfo"));
    assert_int_equal(system.total, 24684084UL * 1024);
    assert_int_equal(system.swap_total, 0);
    assert_int_equal(system.swap_free, 0);
    assert_int_equal(system.commit_limit, 12342040UL * 1024);
    assert_int_equal(system.committed, 70396UL * 1024);
}

TEST(anonymous_memory_on_the_lists_of_files_is_not_available)
{
    struct system_facts system;
    system_parse_meminfo(&system, "MemAvailable: 900 kB\nBuffers: 10 kB\nCached: 100 kB\n"
                                  "Active(file): 80 kB\nInactive(file): 400 kB\nShmem: 30 kB\n");
    assert_int_equal(system.available, 500 * 1024);
    system_parse_meminfo(&system, "MemAvailable: 900 kB\nBuffers: 10 kB\nCached: 100 kB\n"
                                  "Active(file): 40 kB\nInactive(file): 40 kB\nShmem: 30 kB\n");
    assert_int_equal(system.available, 900 * 1024);
}

TEST(an_empty_meminfo_gives_no_fact)
{
    struct system_facts system;
    system_parse_meminfo(&system, "");
    assert_int_equal(system.total, UNKNOWN);
    assert_int_equal(system.available, UNKNOWN);
    assert_int_equal(system.committed, UNKNOWN);
}

TEST(the_running_kernel_is_read)
{
    struct system_facts system;
    system_read(&system);
    assert_true(system.overcommit_policy <= OVERCOMMIT_NEVER);
    assert_true(is_known(system.total) && is_known(system.available));
    assert_true(system.available <= system.total);
    assert_true(is_known(system.committed) && is_known(system.commit_limit));
}

TEST(the_reserves_are_read_under_the_strict_policy_only)
{
    struct system_facts system;
    system_read(&system);
    assert_int_equal(is_known(system.user_reserve), system.overcommit_policy == OVERCOMMIT_NEVER);
}

TEST(the_tolerance_is_read_under_the_strict_policy_and_the_version_under_each)
{
    struct system_facts system;
    system_read(&system);
    assert_int_equal(is_known(system.commit_tolerance),
                     system.overcommit_policy == OVERCOMMIT_NEVER);
    assert_true(is_known(system.kernel));
}

TEST(the_version_is_the_release_s_first_two_numbers)
{
    assert_int_equal(system_parse_release("4.18.0-553.el8_10.x86_64\n"), KERNEL_VERSION(4, 18));
    assert_int_equal(system_parse_release("6.1.0-50-cloud-amd64\n"), KERNEL_VERSION(6, 1));
    assert_int_equal(system_parse_release("5.10-custom\n"), KERNEL_VERSION(5, 10));
    assert_true(KERNEL_VERSION(5, 10) > KERNEL_VERSION(5, 2));
    assert_true(KERNEL_VERSION(4, 18) < KERNEL_VERSION(5, 2));
}

TEST(what_is_no_release_has_no_version)
{
    static const char *const texts[] = {"",
                                        "\n",
                                        "6",
                                        "linux-6.1",
                                        "6.",
                                        "6.x",
                                        "-6.1",
                                        "99999999999999999999.1",
                                        "6.99999999999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(system_parse_release(texts[i]), UNKNOWN);
}

TEST(cpus_are_counted_in_their_list)
{
    assert_int_equal(system_parse_cpus("0\n"), 1);
    assert_int_equal(system_parse_cpus("0-1\n"), 2);
    assert_int_equal(system_parse_cpus("0-3,8,10-11\n"), 7);
}

TEST(what_is_no_list_of_cpus_has_no_number)
{
    static const char *const texts[] = {"",
                                        "\n",
                                        "0",
                                        "0-",
                                        "0-\n",
                                        "3-1\n",
                                        "0-3,\n",
                                        "0-3;8\n",
                                        "a\n",
                                        "0-99999999999999999999\n",
                                        "0-18446744073709551615\n",
                                        "0-9223372036854775807\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(system_parse_cpus(texts[i]), UNKNOWN);
}

TEST(the_tolerance_is_a_share_of_ram_but_on_machines_of_many_cpus_and_little_ram)
{
    assert_int_equal(system_commit_tolerance(24 * GIB, 2, 4096), 96 * MIB);
    assert_int_equal(system_commit_tolerance(32 * MIB, 2, 4096), 2 * 32 * 4096);
    assert_int_equal(system_commit_tolerance(8 * GIB, 256, 4096), 256 * 512 * 4096UL);
    assert_int_equal(system_commit_tolerance(UNKNOWN, 2, 4096), UNKNOWN);
    assert_int_equal(system_commit_tolerance(GIB, UNKNOWN, 4096), UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meminfo_of_linux_6_18_gives_every_fact),
        cmocka_unit_test(anonymous_memory_on_the_lists_of_files_is_not_available),
        cmocka_unit_test(an_empty_meminfo_gives_no_fact),
        cmocka_unit_test(the_running_kernel_is_read),
        cmocka_unit_test(the_reserves_are_read_under_the_strict_policy_only),
        cmocka_unit_test(the_tolerance_is_read_under_the_strict_policy_and_the_version_under_each),
        cmocka_unit_test(the_version_is_the_release_s_first_two_numbers),
        cmocka_unit_test(what_is_no_release_has_no_version),
        cmocka_unit_test(cpus_are_counted_in_their_list),
        cmocka_unit_test(what_is_no_list_of_cpus_has_no_number),
        cmocka_unit_test(
            the_tolerance_is_a_share_of_ram_but_on_machines_of_many_cpus_and_little_ram),
    };
    return RUN(tests);
}
