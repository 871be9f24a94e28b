/* SPDX-License-Identifier: Apache-2.0 */
/* The way up a cgroup hierarchy: lines, roots, limits. */
#include "memory/hierarchy.h"

#include "../kernel_text.h"
#include "memory/facts.h"

TEST(the_line_of_version_2_gives_its_path)
{
    const char *path;
    assert_int_equal(hierarchy_parse_line("0::/a/b", "memory", &path), 2);
    assert_string_equal(path, "/a/b");
}

TEST(the_memory_line_of_version_1_gives_its_path)
{
    const char *path;
    assert_int_equal(hierarchy_parse_line("4:cpu,memory:/docker/1", "memory", &path), 1);
    assert_string_equal(path, "/docker/1");
}

TEST(a_path_with_a_colon_is_read_whole)
{
    const char *path;
    assert_int_equal(hierarchy_parse_line("0::/a:b:c", "memory", &path), 2);
    assert_string_equal(path, "/a:b:c");
}

TEST(lines_of_other_controllers_are_passed_over)
{
    const char *path;
    assert_int_equal(hierarchy_parse_line("9:name=systemd:/memory", "memory", &path), 0);
    assert_int_equal(hierarchy_parse_line("3:memoryless:/x", "memory", &path), 0);
    assert_int_equal(hierarchy_parse_line("", "memory", &path), 0);
    assert_int_equal(hierarchy_parse_line("7", "memory", &path), 0);
}

TEST(no_limit_is_unknown_in_both_versions)
{
    assert_int_equal(hierarchy_parse_limit("max\n"), UNKNOWN);
    assert_int_equal(hierarchy_parse_limit("9223372036854771712\n"), UNKNOWN);
    assert_int_equal(hierarchy_parse_limit("9223372036854710272\n"), UNKNOWN);
    assert_int_equal(hierarchy_parse_limit("1610612736\n"), 1610612736);
    assert_int_equal(hierarchy_parse_limit("0\n"), 0);
}

TEST(a_limit_that_was_cut_or_is_absurd_is_unknown)
{
    assert_int_equal(hierarchy_parse_limit("16106127"), UNKNOWN);
    assert_int_equal(hierarchy_parse_limit(""), UNKNOWN);
    assert_int_equal(hierarchy_parse_limit("\n"), UNKNOWN);
    assert_int_equal(hierarchy_parse_limit("-1\n"), UNKNOWN);
    assert_int_equal(hierarchy_parse_limit("99999999999999999999999999999999"), UNKNOWN);
}

TEST(a_path_is_seen_below_the_root_of_its_mount)
{
    assert_string_equal(hierarchy_below_root("/a/b", "/"), "/a/b");
    assert_string_equal(hierarchy_below_root("/", "/"), "");
    assert_string_equal(hierarchy_below_root("/docker/1/x", "/docker/1"), "/x");
    assert_string_equal(hierarchy_below_root("/docker/1", "/docker/1"), "");
}

TEST(a_path_outside_the_mount_is_nowhere_in_it)
{
    assert_null(hierarchy_below_root("/docker/11", "/docker/1"));
    assert_null(hierarchy_below_root("/../other", "/docker/1"));
    assert_null(hierarchy_below_root("/../other", "/"));
    assert_null(hierarchy_below_root("/../..", "/.."));
}

TEST(paths_outside_the_namespace_are_compared_by_their_steps_up)
{
    assert_string_equal(hierarchy_below_root("/../a/b", "/.."), "/a/b");
    assert_string_equal(hierarchy_below_root("/../a/b", "/../a"), "/b");
    assert_string_equal(hierarchy_below_root("/../..", "/../.."), "");
    assert_null(hierarchy_below_root("/../ab", "/../a"));
    assert_string_equal(hierarchy_below_root("/..a", "/"), "/..a");
}

TEST(below_a_mount_of_more_than_the_namespace_nobody_tells_the_names_between)
{
    assert_null(hierarchy_below_root("/", "/.."));
    assert_null(hierarchy_below_root("/a", "/../.."));
}

TEST(what_is_no_limit_at_all_is_told_from_no_limit)
{
    uint64_t limit = 7;
    assert_true(hierarchy_parse_limit_file("max\n", &limit));
    assert_int_equal(limit, UNKNOWN);
    assert_true(hierarchy_parse_limit_file("9223372036854771712\n", &limit));
    assert_int_equal(limit, UNKNOWN);
    assert_false(hierarchy_parse_limit_file("99999999999999999999999\n", &limit));
    assert_false(hierarchy_parse_limit_file("16106127", &limit));
    assert_true(hierarchy_parse_limit_file("0\n", &limit));
    assert_int_equal(limit, 0);
    assert_false(hierarchy_parse_limit_file("", &limit));
    assert_false(hierarchy_parse_limit_file("-1\n", &limit));
}

static void count(struct group_directory *directory, void *data)
{
    (void)directory;
    ++*(int *)data;
}

TEST(a_hierarchy_that_is_not_mounted_may_hold_a_limit_but_for_the_root_of_all)
{
    const struct cgroup_mount none = {0};
    int visits = 0;
    assert_false(hierarchy_climb(&none, 2, "/a", count, &visits));
    assert_true(hierarchy_climb(&none, 2, "", count, &visits));
    assert_int_equal(visits, 0);
}

TEST(a_group_that_is_not_there_is_not_seen_and_those_above_it_are)
{
    const struct cgroup_mount mount = {.point = "/proc", .root = "/"};
    int visits = 0;
    assert_false(hierarchy_climb(&mount, 2, "/not/there", count, &visits));
    assert_int_equal(visits, 3);
    assert_true(hierarchy_climb(&mount, 2, "/self/task", count, &visits));
    assert_int_equal(visits, 6);
}

TEST(a_group_above_our_namespace_is_not_sought_by_a_path_that_leads_up)
{
    assert_null(hierarchy_below_root("/", "/docker/1"));
    assert_null(hierarchy_below_root("/../x", "/"));
    assert_null(hierarchy_below_root("/..", "/"));
    assert_null(hierarchy_below_root("/../../x", "/.."));
    assert_null(hierarchy_below_root("/a/../x", "/a"));
    assert_string_equal(hierarchy_below_root("/../x", "/.."), "/x");
}

TEST(another_controller_of_version_1_has_its_own_line)
{
    const char *path;
    assert_int_equal(hierarchy_parse_line("8:pids:/jobs", "pids", &path), 1);
    assert_string_equal(path, "/jobs");
    assert_int_equal(hierarchy_parse_line("4:memory:/jobs", "pids", &path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_of_version_2_gives_its_path),
        cmocka_unit_test(the_memory_line_of_version_1_gives_its_path),
        cmocka_unit_test(a_path_with_a_colon_is_read_whole),
        cmocka_unit_test(lines_of_other_controllers_are_passed_over),
        cmocka_unit_test(no_limit_is_unknown_in_both_versions),
        cmocka_unit_test(a_limit_that_was_cut_or_is_absurd_is_unknown),
        cmocka_unit_test(a_path_is_seen_below_the_root_of_its_mount),
        cmocka_unit_test(a_path_outside_the_mount_is_nowhere_in_it),
        cmocka_unit_test(a_group_above_our_namespace_is_not_sought_by_a_path_that_leads_up),
        cmocka_unit_test(paths_outside_the_namespace_are_compared_by_their_steps_up),
        cmocka_unit_test(below_a_mount_of_more_than_the_namespace_nobody_tells_the_names_between),
        cmocka_unit_test(what_is_no_limit_at_all_is_told_from_no_limit),
        cmocka_unit_test(a_hierarchy_that_is_not_mounted_may_hold_a_limit_but_for_the_root_of_all),
        cmocka_unit_test(a_group_that_is_not_there_is_not_seen_and_those_above_it_are),
        cmocka_unit_test(another_controller_of_version_1_has_its_own_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
