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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meminfo_of_linux_6_18_gives_every_fact),
        cmocka_unit_test(an_empty_meminfo_gives_no_fact),
        cmocka_unit_test(the_running_kernel_is_read),
        cmocka_unit_test(the_reserves_are_read_under_the_strict_policy_only),
    };
    return RUN(tests);
}
