/* SPDX-License-Identifier: Apache-2.0 */
/* Where cgroup hierarchies are mounted, from mountinfo of a hybrid host and of a container. */
#include "memory/mounts.h"

#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../kernel_text.h"

static struct cgroup_mounts parse(const char *name)
{
    struct cgroup_mounts mounts = {0};
    static char text[16384];
    strcpy(text, kernel_text(name));
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
        mounts_parse_line(&mounts, line);
    return mounts;
}

TEST(a_hybrid_host_has_both_versions)
{
    struct cgroup_mounts mounts = parse("linux-6.18/mountinfo-hybrid");
    assert_string_equal(mounts.v1.point, "/sys/fs/cgroup/memory");
    assert_string_equal(mounts.v1.root, "/");
    assert_string_equal(mounts.v1_pids.point, "/sys/fs/cgroup/pids");
    assert_string_equal(mounts.v2.point, "/sys/fs/cgroup/unified");
}

TEST(the_controller_of_huge_pages_has_a_hierarchy_of_its_own_in_version_1)
{
    struct cgroup_mounts mounts = {0};
    mounts_parse_line(&mounts, "40 32 0:36 / /sys/fs/cgroup/hugetlb rw,nosuid - cgroup cgroup "
                               "rw,hugetlb");
    assert_string_equal(mounts.v1_hugetlb.point, "/sys/fs/cgroup/hugetlb");
    assert_string_equal(mounts.v1.point, "");
}

TEST(a_container_sees_a_part_of_the_hierarchy)
{
    struct cgroup_mounts mounts = parse("mountinfo-v2-container");
    assert_string_equal(mounts.v2.point, "/sys/fs/cgroup");
    assert_string_equal(mounts.v2.root, "/kubepods.slice/pod 1");
    assert_string_equal(mounts.v1.point, "");
}

/* Kubernetes with systemd's names inside a node that is a container itself (kind). */
TEST(a_pod_sees_its_part_however_long_its_path)
{
    struct cgroup_mounts mounts = parse("mountinfo-v1-pod");
    assert_string_equal(mounts.v1.point, "/sys/fs/cgroup/memory");
    assert_int_equal(strlen(mounts.v1.root), 301);
}

TEST(another_controller_of_version_1_is_not_memory)
{
    struct cgroup_mounts mounts = {0};
    mounts_parse_line(&mounts, "32 31 0:29 / /c rw - cgroup cgroup rw,cpu,memoryless\n");
    assert_string_equal(mounts.v1.point, "");
}

static struct cgroup_mount v2_of(const char *const roots[3])
{
    struct cgroup_mounts mounts = {0};
    for (int i = 0; i < 3; i++) {
        char line[160];
        snprintf(line, sizeof line, "3%d 31 0:29 %s /at/%d rw - cgroup2 cgroup2 rw\n", i, roots[i],
                 i);
        mounts_parse_line(&mounts, line);
    }
    return mounts.v2;
}

TEST(of_several_mounts_the_one_that_shows_most_is_taken)
{
    assert_string_equal(v2_of((const char *[]){"/a/b", "/", "/"}).point, "/at/1");
    assert_string_equal(v2_of((const char *[]){"/a/b", "/other/long", "/a"}).point, "/at/2");
    assert_string_equal(v2_of((const char *[]){"/..", "/../..", "/a"}).point, "/at/2");
    assert_string_equal(v2_of((const char *[]){"/..hidden", "/..", "/a/b/c/d"}).point, "/at/2");
}

TEST(a_mount_point_that_is_too_long_for_us_hides_no_other)
{
    struct cgroup_mounts mounts = {0};
    mounts_parse_line(&mounts, "31 30 0:29 / /second rw - cgroup2 cgroup2 rw\n");
    char line[256];
    snprintf(line, sizeof line, "32 30 0:29 / /%0100d rw - cgroup2 cgroup2 rw\n", 0);
    mounts_parse_line(&mounts, line);
    assert_string_equal(mounts.v2.point, "/second");
}

TEST(a_line_that_is_no_mount_is_passed_over)
{
    struct cgroup_mounts mounts = {0};
    mounts_parse_line(&mounts, "");
    mounts_parse_line(&mounts, "a b c - cgroup2");
    mounts_parse_line(&mounts, "1 2 3 4 5 6 7 8");
    assert_string_equal(mounts.v2.point, "");
}

static bool is_none(const struct cgroup_mounts *mounts)
{
    return mounts->v1.point[0] == '\0' && mounts->v2.point[0] == '\0';
}

/* First of those that look, as the answer is kept. */
TEST(a_call_at_the_limit_of_descriptors_does_not_blind_those_after_it)
{
    struct rlimit before, none;
    struct cgroup_mounts mounts;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    mounts_find(&mounts);
    bool was_blind = is_none(&mounts);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_true(was_blind);
    if (strstr(kernel_file("/proc/self/mountinfo"), " - cgroup") == NULL)
        skip(); /* no hierarchy is mounted here */
    mounts_find(&mounts);
    assert_false(is_none(&mounts));
}

static bool is_below_root(const char *path)
{
    const char *root = strstr(kernel_file("/proc/self/cgroup"), path);
    return root != NULL && root[strlen(path)] != '\n';
}

/* Its own group becomes the root of what it sees, and the mounts begin above it. */
static int found_anew_in_a_namespace(void)
{
    struct cgroup_mounts before, after;
    mounts_find(&before);
    if ((!is_below_root("memory:/") && !is_below_root("0::/")) || unshare(CLONE_NEWCGROUP) != 0)
        return 2;
    mounts_find(&after);
    if (mounts_in_first_namespace() || !after.v1.is_part || !after.v2.is_part)
        return 3;
    return strcmp(before.v1.root, after.v1.root) != 0 || strcmp(before.v2.root, after.v2.root) != 0;
}

TEST(in_another_cgroup_namespace_the_mounts_are_read_anew)
{
    pid_t child = fork();
    if (child == 0)
        _exit(found_anew_in_a_namespace());
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WEXITSTATUS(status) == 2)
        skip(); /* no rights to make a namespace, or the group is the root of all */
    assert_int_equal(WEXITSTATUS(status), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_at_the_limit_of_descriptors_does_not_blind_those_after_it),
        cmocka_unit_test(in_another_cgroup_namespace_the_mounts_are_read_anew),
        cmocka_unit_test(a_hybrid_host_has_both_versions),
        cmocka_unit_test(the_controller_of_huge_pages_has_a_hierarchy_of_its_own_in_version_1),
        cmocka_unit_test(a_container_sees_a_part_of_the_hierarchy),
        cmocka_unit_test(a_pod_sees_its_part_however_long_its_path),
        cmocka_unit_test(another_controller_of_version_1_is_not_memory),
        cmocka_unit_test(of_several_mounts_the_one_that_shows_most_is_taken),
        cmocka_unit_test(a_mount_point_that_is_too_long_for_us_hides_no_other),
        cmocka_unit_test(a_line_that_is_no_mount_is_passed_over),
    };
    return RUN(tests);
}
