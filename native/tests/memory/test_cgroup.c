/* SPDX-License-Identifier: Apache-2.0 */
/* The tightest cgroup of trees that are laid out as the kernel lays them out, and its headroom. */
#include "memory/cgroup.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../kernel_text.h"

#define MANY_MIB(n) ((uint64_t)(n) * MIB)

static struct cgroup_mount tree;

static int make_tree(void **state)
{
    (void)state;
    tree = (struct cgroup_mount){.point = "/tmp/spawnrisk-groups-XXXXXX", .root = "/"};
    return mkdtemp(tree.point) == NULL;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *at)
{
    (void)status, (void)flag, (void)at;
    return remove(path);
}

static int remove_tree(void **state)
{
    (void)state;
    return nftw(tree.point, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Writes a group's file, and makes the group. */
static void put(const char *group, const char *file, const char *text)
{
    char path[600];
    snprintf(path, sizeof path, "%s%s", tree.point, group);
    mkdir(path, 0700);
    strcat(strcat(path, "/"), file);
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    fputs(text, stream);
    fclose(stream);
}

static void put_mib(const char *group, const char *file, uint64_t mib)
{
    char text[32];
    snprintf(text, sizeof text, "%lu\n", mib * MIB);
    put(group, file, text);
}

static void put_stat(const char *group, const char *format, uint64_t mib)
{
    char text[256];
    snprintf(text, sizeof text, format, mib * MIB);
    put(group, "memory.stat", text);
}

#define STAT_V2 "anon 4096\ninactive_file %lu\nactive_file 0\n"
#define STAT_V1 "cache 4096\ntotal_inactive_file %lu\ntotal_active_file 0\n"

/* A group of version 2 in MiB. */
static void put_v2(const char *group, uint64_t limit, uint64_t usage, uint64_t files)
{
    put_mib(group, "memory.max", limit);
    put_mib(group, "memory.current", usage);
    put_stat(group, STAT_V2, files);
}

static void put_v1(const char *group, uint64_t limit, uint64_t usage, uint64_t files)
{
    put_mib(group, "memory.limit_in_bytes", limit);
    put_mib(group, "memory.usage_in_bytes", usage);
    put_stat(group, STAT_V1, files);
}

static struct cgroup_facts read_tree(unsigned version, const char *path, uint64_t swap_free)
{
    struct system_facts system = {
        .swap_total = swap_free, .swap_free = swap_free, .kernel = UNKNOWN};
    struct cgroup_facts facts;
    cgroup_read_at(&tree, version, path, &facts, &system);
    return facts;
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

TEST(above_the_limit_there_is_room_only_for_what_reclaim_gives_beyond_the_excess)
{
    struct cgroup_facts group = {
        .version = 2, .limit = 100, .usage = 300, .reclaimable = 20, .swap_room = 0};
    assert_int_equal(cgroup_headroom(&group), 0);
    group.reclaimable = 190;
    group.swap_room = 17;
    assert_int_equal(cgroup_headroom(&group), 7);
}

TEST(a_limit_of_0_leaves_nothing)
{
    struct cgroup_facts group = {
        .version = 2, .limit = 0, .usage = 0, .reclaimable = 0, .swap_room = 0};
    assert_int_equal(cgroup_headroom(&group), 0);
}

TEST(headroom_is_unknown_where_one_of_its_figures_is)
{
    struct cgroup_facts none = {.version = 0, .limit = UNKNOWN, .usage = UNKNOWN};
    assert_int_equal(cgroup_headroom(&none), UNKNOWN);
    struct cgroup_facts group = {.version = 2, .limit = 9, .usage = 1, .reclaimable = UNKNOWN};
    assert_int_equal(cgroup_headroom(&group), UNKNOWN);
    group.reclaimable = 0;
    group.swap_room = UNKNOWN;
    assert_int_equal(cgroup_headroom(&group), UNKNOWN);
}

TEST(absurd_figures_do_not_wrap)
{
    struct cgroup_facts group = {.version = 2,
                                 .limit = UINT64_MAX - 1,
                                 .usage = 1,
                                 .reclaimable = UINT64_MAX - 1,
                                 .swap_room = UINT64_MAX - 1};
    assert_true(cgroup_headroom(&group) > INT64_MAX / 2);
    group.limit = 1;
    group.usage = UINT64_MAX - 1;
    group.reclaimable = group.swap_room = 0;
    assert_int_equal(cgroup_headroom(&group), 0);
}

TEST(the_tightest_group_on_the_path_is_named)
{
    put_v2("/a", 1000, 900, 50);
    put_v2("/a/b", 700, 500, 5);
    put_v2("/a/b/c", 600, 100, 0);
    struct cgroup_facts facts = read_tree(2, "/a/b/c", 0);
    assert_string_equal(facts.path, "/a");
    assert_int_equal(facts.version, 2);
    assert_int_equal(cgroup_headroom(&facts), 150 * MIB);
    assert_false(facts.unseen);
}

TEST(without_a_limit_there_is_no_group_to_tell_of)
{
    put("/a", "memory.max", "max\n");
    struct cgroup_facts facts = read_tree(2, "/a", 0);
    assert_int_equal(facts.version, 0);
    assert_int_equal(cgroup_headroom(&facts), UNKNOWN);
    assert_false(facts.unseen);
}

TEST(swap_is_the_least_that_any_group_on_the_path_allows)
{
    put_v2("/a", 1000, 900, 0);
    put_mib("/a", "memory.swap.max", 40);
    put_mib("/a", "memory.swap.current", 33);
    put_v2("/a/b", 700, 650, 0);
    put("/a/b", "memory.swap.max", "max\n");
    assert_int_equal(read_tree(2, "/a/b", GIB).swap_room, 7 * MIB);
    assert_int_equal(read_tree(2, "/a/b", 5 * MIB).swap_room, 5 * MIB);
    put("/a/b", "memory.swap.max", "0\n");
    put("/a/b", "memory.swap.current", "0\n");
    struct cgroup_facts none = read_tree(2, "/a/b", GIB);
    assert_int_equal(none.swap_room, 0);
    assert_int_equal(cgroup_headroom(&none), 50 * MIB);
}

TEST(a_limit_that_cannot_be_understood_may_be_a_tighter_one)
{
    put_v2("/a", 1000, 900, 50);
    put("/a/b", "memory.max", "none\n");
    struct cgroup_facts facts = read_tree(2, "/a/b", 0);
    assert_true(facts.unseen);
    assert_string_equal(facts.path, "/a");
}

TEST(a_limit_without_its_usage_or_its_files_may_be_a_tighter_one)
{
    put_mib("/a", "memory.max", 100);
    put_stat("/a", STAT_V2, 3);
    assert_true(read_tree(2, "/a", 0).unseen);
    put_mib("/a", "memory.current", 9);
    assert_false(read_tree(2, "/a", 0).unseen);
    put("/a", "memory.stat", "anon 7\n");
    struct cgroup_facts facts = read_tree(2, "/a", 0);
    assert_true(facts.unseen);
    assert_int_equal(facts.version, 0);
}

TEST(memory_high_is_told_apart_from_the_limit_that_kills)
{
    put_v2("/a", 1000, 400, 0);
    put_mib("/a", "memory.high", 500);
    put_v2("/a/b", 900, 300, 20);
    put_mib("/a/b", "memory.high", 310);
    struct cgroup_facts facts = read_tree(2, "/a/b", 0);
    assert_string_equal(facts.path, "/a");
    assert_int_equal(cgroup_headroom(&facts), 600 * MIB);
    assert_int_equal(facts.high, 310 * MIB);
    assert_int_equal(facts.high_used, MANY_MIB(300 - 20));
    assert_string_equal(facts.high_path, "/a/b");
    assert_false(facts.high_unseen);
}

TEST(a_memory_high_that_is_no_number_may_be_the_nearest)
{
    put_v2("/a", 1000, 400, 0);
    put_mib("/a", "memory.high", 500);
    put_v2("/a/b", 900, 300, 20);
    put("/a/b", "memory.high", "soon\n");
    struct cgroup_facts facts = read_tree(2, "/a/b", 0);
    assert_string_equal(facts.high_path, "/a");
    assert_true(facts.high_unseen);
    assert_false(facts.unseen);
}

TEST(a_memory_high_of_a_group_whose_usage_is_not_known_may_be_the_nearest)
{
    put("/a", "memory.max", "max\n");
    put_mib("/a", "memory.high", 500);
    put_stat("/a", STAT_V2, 3);
    struct cgroup_facts facts = read_tree(2, "/a", 0);
    assert_true(facts.high_unseen);
    assert_int_equal(facts.high, UNKNOWN);
}

TEST(swap_is_no_room_below_a_memory_high)
{
    put_v2("/a", 1000, 400, 100);
    put_mib("/a", "memory.high", 500);
    struct cgroup_facts without = read_tree(2, "/a", 0), with = read_tree(2, "/a", GIB);
    assert_int_equal(without.high_used, 300 * MIB);
    assert_int_equal(with.high_used, 300 * MIB);
}

TEST(a_swap_of_which_not_all_is_known_is_not_taken_for_none)
{
    put_v2("/a", 1000, 400, 0);
    put_mib("/a", "memory.swap.max", 40);
    struct cgroup_facts unused = read_tree(2, "/a", GIB);
    put("/a", "memory.swap.max", "many\n");
    struct cgroup_facts unlimited = read_tree(2, "/a", GIB);
    assert_int_equal(unused.swap_room, UNKNOWN);
    assert_int_equal(unlimited.swap_room, UNKNOWN);
    assert_true(unused.unseen && unlimited.unseen);
    assert_int_equal(cgroup_headroom(&unused), UNKNOWN);
    assert_int_equal(read_tree(2, "/a", 0).swap_room, 0);
}

TEST(a_swappiness_that_is_no_number_is_not_taken_for_one)
{
    put_v1("/a", 1000, 400, 0);
    put("/a", "memory.swappiness", "often\n");
    struct cgroup_facts facts = read_tree(1, "/a", GIB);
    assert_int_equal(facts.swap_room, UNKNOWN);
    assert_true(facts.unseen);
}

TEST(memory_high_alone_is_a_fact_and_no_limit)
{
    put_v2("/a", 1000, 400, 0);
    put("/a", "memory.max", "max\n");
    put_mib("/a", "memory.high", 300);
    struct cgroup_facts facts = read_tree(2, "/a", 0);
    assert_string_equal(facts.path, "/a");
    assert_int_equal(facts.limit, UNKNOWN);
    assert_string_equal(facts.high_path, "/a");
    assert_int_equal(facts.high_used, 400 * MIB);
    assert_int_equal(cgroup_headroom(&facts), UNKNOWN);
    assert_false(facts.unseen);
}

TEST(what_memory_min_keeps_cannot_be_reclaimed_for_a_limit_above)
{
    put_v2("/a", 1000, 900, 100);
    put_v2("/a/b", 2000, 300, 90);
    put_mib("/a/b", "memory.min", 280);
    struct cgroup_facts facts = read_tree(2, "/a/b", 0);
    assert_string_equal(facts.path, "/a");
    assert_int_equal(facts.reclaimable, MANY_MIB(100 - (90 - 20)));
    put("/a/b", "memory.min", "max\n");
    assert_int_equal(read_tree(2, "/a/b", 0).reclaimable, 10 * MIB);
    put_mib("/a/b", "memory.min", 100);
    assert_int_equal(read_tree(2, "/a/b", 0).reclaimable, 100 * MIB);
}

TEST(a_groups_own_memory_min_does_not_keep_it_from_its_own_limit)
{
    put_v2("/a", 1000, 900, 100);
    put_mib("/a", "memory.min", 900);
    assert_int_equal(read_tree(2, "/a", 0).reclaimable, 100 * MIB);
}

TEST(a_group_that_dies_as_a_whole_below_the_limit_is_told)
{
    put_v2("/a", 1000, 900, 0);
    put("/a", "memory.oom.group", "0\n");
    put_v2("/a/b", 2000, 300, 0);
    put("/a/b", "memory.oom.group", "1\n");
    struct cgroup_facts facts = read_tree(2, "/a/b", 0);
    assert_string_equal(facts.path, "/a");
    assert_int_equal(facts.oom_group, 1);
    put_v2("/a/b", 350, 300, 0);
    put("/a/b", "memory.oom.group", "0\n");
    put("/a", "memory.oom.group", "1\n");
    assert_int_equal(read_tree(2, "/a/b", 0).oom_group, 0);
}

TEST(an_oom_group_that_cannot_be_read_is_not_taken_for_another_groups)
{
    put_v2("/a", 500, 400, 0);
    put("/a", "memory.oom.group", "perhaps\n");
    put_v2("/a/b", 900, 300, 0);
    put("/a/b", "memory.oom.group", "0\n");
    assert_int_equal(read_tree(2, "/a/b", 0).oom_group, UNKNOWN);
    put("/a/b", "memory.oom.group", "1\n");
    assert_int_equal(read_tree(2, "/a/b", 0).oom_group, 1);
}

TEST(version_1_limits_memory_and_swap_in_one_figure_too)
{
    put_v1("/a", 1000, 900, 10);
    put_mib("/a", "memory.memsw.limit_in_bytes", 1100);
    put_mib("/a", "memory.memsw.usage_in_bytes", 1050);
    struct cgroup_facts facts = read_tree(1, "/a", GIB);
    assert_true(facts.with_swap);
    assert_int_equal(facts.limit, 1100 * MIB);
    assert_int_equal(cgroup_headroom(&facts), 60 * MIB);
    put_mib("/a", "memory.memsw.limit_in_bytes", 3000);
    facts = read_tree(1, "/a", GIB);
    assert_false(facts.with_swap);
    assert_int_equal(cgroup_headroom(&facts), 110 * MIB + GIB);
}

TEST(memory_and_swap_in_one_figure_bind_at_another_group_than_memory_does)
{
    put_v1("/a", 4000, 900, 0);
    put_mib("/a", "memory.memsw.limit_in_bytes", 4000);
    put_mib("/a", "memory.memsw.usage_in_bytes", 3970);
    put_v1("/a/b", 1000, 900, 0);
    struct cgroup_facts facts = read_tree(1, "/a/b", GIB);
    assert_string_equal(facts.path, "/a");
    assert_int_equal(cgroup_headroom(&facts), 30 * MIB);
    assert_string_equal(read_tree(1, "/a/b", 0).path, "/a/b");
}

TEST(without_use_hierarchy_nothing_is_charged_to_the_group_above)
{
    put_v1("/a", 500, 499, 0);
    put_v1("/a/b", 1000, 900, 0);
    assert_string_equal(read_tree(1, "/a/b", 0).path, "/a");
    put("/a", "memory.use_hierarchy", "0\n");
    put("/a/b", "memory.use_hierarchy", "0\n");
    assert_string_equal(read_tree(1, "/a/b", 0).path, "/a/b");
    put("/a", "memory.use_hierarchy", "1\n");
    assert_string_equal(read_tree(1, "/a/b", 0).path, "/a");
}

TEST(since_linux_5_11_a_group_is_charged_for_those_below_and_use_hierarchy_is_not_asked)
{
    struct system_facts system = {.kernel = KERNEL_VERSION(5, 11)};
    struct cgroup_facts facts;
    put_v1("/a", 500, 499, 0);
    put_v1("/a/b", 1000, 900, 0);
    put("/a", "memory.use_hierarchy", "0\n"); /* no such kernel says so */
    cgroup_read_at(&tree, 1, "/a/b", &facts, &system);
    assert_string_equal(facts.path, "/a");

    system.kernel = KERNEL_VERSION(5, 10);
    cgroup_read_at(&tree, 1, "/a/b", &facts, &system);
    assert_string_equal(facts.path, "/a/b");
}

TEST(a_group_of_version_1_without_swappiness_does_not_swap)
{
    put_v1("/a", 1000, 900, 0);
    put("/a", "memory.swappiness", "0\n");
    assert_int_equal(read_tree(1, "/a", GIB).swap_room, 0);
    put("/a", "memory.swappiness", "60\n");
    assert_int_equal(read_tree(1, "/a", GIB).swap_room, GIB);
}

TEST(a_path_with_odd_characters_is_a_path)
{
    put_v2("/a b\\\"\xc3\xa9", 1000, 900, 0);
    assert_string_equal(read_tree(2, "/a b\\\"\xc3\xa9", 0).path, "/a b\\\"\xc3\xa9");
}

static const struct system_facts no_swap;

static struct cgroup_facts read_part(unsigned version, const char *path)
{
    struct cgroup_facts facts;
    tree.is_part = true;
    cgroup_read_at(&tree, version, path, &facts, &no_swap);
    return facts;
}

TEST(version_1_tells_of_a_lower_limit_above_what_is_seen)
{
    put_v1("/a", 1000, 400, 0);
    put("/a", "memory.stat",
        "total_inactive_file 0\ntotal_active_file 0\nhierarchical_memory_limit 1048576000\n");
    assert_false(read_part(1, "/a").unseen);
    put("/a", "memory.stat",
        "total_inactive_file 0\ntotal_active_file 0\nhierarchical_memory_limit 1048571904\n");
    struct cgroup_facts facts = read_part(1, "/a");
    assert_true(facts.unseen);
    assert_int_equal(cgroup_headroom(&facts), 600 * MIB);
    tree.is_part = false;
    assert_false(read_tree(1, "/a", 0).unseen);
}

TEST(version_1_without_a_limit_anywhere_has_none_above_what_is_seen)
{
    put("/a", "memory.limit_in_bytes", "9223372036854771712\n");
    put("/a", "memory.stat", "hierarchical_memory_limit 9223372036854771712\n");
    assert_false(read_part(1, "/a").unseen);
    put("/a", "memory.stat", "hierarchical_memory_limit 4096\n");
    assert_true(read_part(1, "/a").unseen);
    put("/a", "memory.stat", "cache 0\n");
    assert_true(read_part(1, "/a").unseen);
}

TEST(version_1_tells_of_memory_and_swap_above_what_is_seen_where_there_is_swap)
{
    put("/a", "memory.limit_in_bytes", "9223372036854771712\n");
    put("/a", "memory.memsw.limit_in_bytes", "9223372036854771712\n");
    put("/a", "memory.stat",
        "hierarchical_memory_limit 9223372036854771712\nhierarchical_memsw_limit 4096\n");
    assert_false(read_part(1, "/a").unseen);
    assert_true(read_tree(1, "/a", GIB).unseen);
}

TEST(version_2_may_have_a_tighter_limit_above_the_root_of_a_container)
{
    put("", "memory.max", "max\n");
    put("", "cgroup.events", "populated 1\n");
    put_v2("/a", 1000, 400, 0);
    assert_true(read_part(2, "/a").unseen);
    put_v2("", 2000, 500, 0);
    assert_true(read_part(2, "/a").unseen);
    assert_int_equal(read_part(2, "/a").limit, 1000 * MIB);
    tree.is_part = false;
    assert_false(read_tree(2, "/a", 0).unseen);
}

TEST(above_the_root_of_all_groups_there_is_no_limit)
{
    put_v2("/a", 1000, 400, 0);
    assert_false(read_part(2, "/a").unseen);
}

TEST(of_a_path_that_does_not_fit_the_end_is_told_and_that_it_is_the_end)
{
    char pod[160], group[400];
    struct cgroup_facts facts;
    snprintf(pod, sizeof pod, "/%0120d", 7);
    snprintf(group, sizeof group, "%s/%066d/x", pod, 8);
    put(pod, "memory.max", "max\n");
    *strrchr(group, '/') = '\0';
    put_v2(group, 1000, 900, 0);
    assert_string_equal(read_tree(2, group, 0).path, group);
    strcat(group, "/x");
    put_v2(group, 800, 750, 0);
    assert_int_equal(strlen(group), sizeof facts.path - 2);
    assert_string_equal(read_tree(2, group, 0).path, group);
    strcat(group, "/yz");
    put_v2(group, 700, 690, 0);
    facts = read_tree(2, group, 0);
    assert_int_equal(strlen(facts.path), sizeof facts.path - 1);
    assert_memory_equal(facts.path, "...", 3);
    assert_string_equal(facts.path + 3, group + strlen(group) - (sizeof facts.path - 4));
}

#define IN_A_TREE(test) cmocka_unit_test_setup_teardown(test, make_tree, remove_tree)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headroom_is_what_is_left_and_what_reclaim_and_swap_give),
        cmocka_unit_test(
            above_the_limit_there_is_room_only_for_what_reclaim_gives_beyond_the_excess),
        cmocka_unit_test(a_limit_of_0_leaves_nothing),
        cmocka_unit_test(headroom_is_unknown_where_one_of_its_figures_is),
        cmocka_unit_test(absurd_figures_do_not_wrap),
        IN_A_TREE(the_tightest_group_on_the_path_is_named),
        IN_A_TREE(without_a_limit_there_is_no_group_to_tell_of),
        IN_A_TREE(swap_is_the_least_that_any_group_on_the_path_allows),
        IN_A_TREE(a_limit_that_cannot_be_understood_may_be_a_tighter_one),
        IN_A_TREE(a_limit_without_its_usage_or_its_files_may_be_a_tighter_one),
        IN_A_TREE(memory_high_is_told_apart_from_the_limit_that_kills),
        IN_A_TREE(a_memory_high_that_is_no_number_may_be_the_nearest),
        IN_A_TREE(a_memory_high_of_a_group_whose_usage_is_not_known_may_be_the_nearest),
        IN_A_TREE(swap_is_no_room_below_a_memory_high),
        IN_A_TREE(a_swap_of_which_not_all_is_known_is_not_taken_for_none),
        IN_A_TREE(a_swappiness_that_is_no_number_is_not_taken_for_one),
        IN_A_TREE(memory_high_alone_is_a_fact_and_no_limit),
        IN_A_TREE(what_memory_min_keeps_cannot_be_reclaimed_for_a_limit_above),
        IN_A_TREE(a_groups_own_memory_min_does_not_keep_it_from_its_own_limit),
        IN_A_TREE(a_group_that_dies_as_a_whole_below_the_limit_is_told),
        IN_A_TREE(an_oom_group_that_cannot_be_read_is_not_taken_for_another_groups),
        IN_A_TREE(version_1_limits_memory_and_swap_in_one_figure_too),
        IN_A_TREE(memory_and_swap_in_one_figure_bind_at_another_group_than_memory_does),
        IN_A_TREE(without_use_hierarchy_nothing_is_charged_to_the_group_above),
        IN_A_TREE(
            since_linux_5_11_a_group_is_charged_for_those_below_and_use_hierarchy_is_not_asked),
        IN_A_TREE(a_group_of_version_1_without_swappiness_does_not_swap),
        IN_A_TREE(version_1_tells_of_a_lower_limit_above_what_is_seen),
        IN_A_TREE(version_1_without_a_limit_anywhere_has_none_above_what_is_seen),
        IN_A_TREE(version_1_tells_of_memory_and_swap_above_what_is_seen_where_there_is_swap),
        IN_A_TREE(version_2_may_have_a_tighter_limit_above_the_root_of_a_container),
        IN_A_TREE(above_the_root_of_all_groups_there_is_no_limit),
        IN_A_TREE(of_a_path_that_does_not_fit_the_end_is_told_and_that_it_is_the_end),
        IN_A_TREE(a_path_with_odd_characters_is_a_path),
    };
    return RUN(tests);
}
