/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroup's facts: lines, limits, sums, and the headroom that they leave. */
#include "memory/cgroup.h"

#include "../kernel_text.h"

TEST(file_pages_and_slab_of_version_2_are_reclaimable)
{
    assert_int_equal(cgroup_parse_reclaimable(kernel_text("memory.stat-v2"), 2),
                     301060096UL + 107876352 + 4511464);
}

TEST(file_pages_of_version_1_are_those_of_the_whole_subtree)
{
    const char *stat = "inactive_file 1\nactive_file 2\ntotal_inactive_file 40\n"
                       "total_active_file 2\ntotal_unevictable 9\n";
    assert_int_equal(cgroup_parse_reclaimable(stat, 1), 42);
}

TEST(headroom_is_what_is_left_and_what_reclaim_and_swap_give)
{
    struct cgroup_facts group = {.version = 2,
                                 .limit = 1536 * MIB,
                                 .usage = 1200 * MIB,
                                 .reclaimable = 100 * MIB,
                                 .swap_room = 7 * MIB};
    assert_int_equal(cgroup_headroom(&group), 443 * MIB);
}

TEST(usage_above_the_limit_leaves_only_what_reclaim_gives)
{
    struct cgroup_facts group = {
        .version = 1, .limit = 100, .usage = 300, .reclaimable = 20, .swap_room = 0};
    assert_int_equal(cgroup_headroom(&group), 20);
}

TEST(without_a_limited_group_headroom_is_unknown)
{
    struct cgroup_facts group = {.version = 0, .limit = UNKNOWN, .usage = UNKNOWN};
    assert_int_equal(cgroup_headroom(&group), UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_pages_and_slab_of_version_2_are_reclaimable),
        cmocka_unit_test(file_pages_of_version_1_are_those_of_the_whole_subtree),
        cmocka_unit_test(headroom_is_what_is_left_and_what_reclaim_and_swap_give),
        cmocka_unit_test(usage_above_the_limit_leaves_only_what_reclaim_gives),
        cmocka_unit_test(without_a_limited_group_headroom_is_unknown),
    };
    return RUN(tests);
}
