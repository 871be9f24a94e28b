/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroup's facts: lines, limits, sums, and the headroom that they leave. */
#include "memory/cgroup.h"

#include "../kernel_text.h"

TEST(the_line_of_version_2_gives_its_path)
{
    const char *path;
    assert_int_equal(cgroup_parse_line("0::/a/b", &path), 2);
    assert_string_equal(path, "/a/b");
}

TEST(the_memory_line_of_version_1_gives_its_path)
{
    const char *path;
    assert_int_equal(cgroup_parse_line("4:cpu,memory:/docker/1", &path), 1);
    assert_string_equal(path, "/docker/1");
}

TEST(a_path_with_a_colon_is_read_whole)
{
    const char *path;
    assert_int_equal(cgroup_parse_line("0::/a:b:c", &path), 2);
    assert_string_equal(path, "/a:b:c");
}

TEST(lines_of_other_controllers_are_passed_over)
{
    const char *path;
    assert_int_equal(cgroup_parse_line("9:name=systemd:/memory", &path), 0);
    assert_int_equal(cgroup_parse_line("3:memoryless:/x", &path), 0);
    assert_int_equal(cgroup_parse_line("", &path), 0);
    assert_int_equal(cgroup_parse_line("7", &path), 0);
}

TEST(no_limit_is_unknown_in_both_versions)
{
    assert_int_equal(cgroup_parse_limit("max\n"), UNKNOWN);
    assert_int_equal(cgroup_parse_limit("9223372036854771712\n"), UNKNOWN);
    assert_int_equal(cgroup_parse_limit("9223372036854710272\n"), UNKNOWN);
    assert_int_equal(cgroup_parse_limit("1610612736\n"), 1610612736);
    assert_int_equal(cgroup_parse_limit("0\n"), 0);
}

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

TEST(a_path_is_seen_below_the_root_of_its_mount)
{
    assert_string_equal(cgroup_below_root("/a/b", "/"), "/a/b");
    assert_string_equal(cgroup_below_root("/", "/"), "");
    assert_string_equal(cgroup_below_root("/docker/1/x", "/docker/1"), "/x");
    assert_string_equal(cgroup_below_root("/docker/1", "/docker/1"), "");
}

TEST(a_path_outside_the_mount_is_taken_for_its_root)
{
    assert_string_equal(cgroup_below_root("/docker/11", "/docker/1"), "");
    assert_string_equal(cgroup_below_root("/../other", "/docker/1"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_of_version_2_gives_its_path),
        cmocka_unit_test(the_memory_line_of_version_1_gives_its_path),
        cmocka_unit_test(a_path_with_a_colon_is_read_whole),
        cmocka_unit_test(lines_of_other_controllers_are_passed_over),
        cmocka_unit_test(no_limit_is_unknown_in_both_versions),
        cmocka_unit_test(file_pages_and_slab_of_version_2_are_reclaimable),
        cmocka_unit_test(file_pages_of_version_1_are_those_of_the_whole_subtree),
        cmocka_unit_test(headroom_is_what_is_left_and_what_reclaim_and_swap_give),
        cmocka_unit_test(usage_above_the_limit_leaves_only_what_reclaim_gives),
        cmocka_unit_test(without_a_limited_group_headroom_is_unknown),
        cmocka_unit_test(a_path_is_seen_below_the_root_of_its_mount),
        cmocka_unit_test(a_path_outside_the_mount_is_taken_for_its_root),
    };
    return RUN(tests);
}
