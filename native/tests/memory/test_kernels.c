/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The texts of kernels from 4.18 on (kernel_text/README.md): each fact that a kernel gives is read
 * right, and one that its text lacks is unknown, never 0.
 */
#include <string.h>

#include "../kernel_text.h"
#include "memory/cgroup.h"
#include "memory/facts.h"
#include "memory/hierarchy.h"
#include "memory/mounts.h"
#include "memory/reclaimable.h"
#include "memory/text.h"

#define KIB 1024UL

/* Sizes in KiB, as the kernels write them. */
static const struct kernel {
    const char *name;
    uint64_t size, data, stack, rss, anonymous, tables, pinned, swap, hugetlb;
    uint64_t threads, user, admin, resource;
    uint64_t total, available, swap_total, swap_free, huge, limit, committed;
    uint64_t rollup, resident, start;
    uint64_t v1_files[2], v2_files[3]; /* in bytes: inactive, active, slab */
} kernels[] = {
    {"linux-4.18",
     125528,
     124708,
     132,
     7716,
     7064,
     52,
     5,
     3044,
     4096,
     6,
     0,
     1,
     1,
     486896,
     430796,
     524292,
     393220,
     18432,
     235256,
     62372,
     452,
     1929,
     863,
     {50331649, 25165837},
     {40959997, 20479999, 1048573}},
    {"linux-5.10",
     125568,
     124748,
     132,
     7716,
     7064,
     52,
     12,
     3076,
     4096,
     7,
     1001,
     1,
     0,
     486896,
     430940,
     524284,
     393212,
     20480,
     235256,
     62372,
     464,
     1929,
     863,
     {50331653, 25165843},
     {40960003, 20480007, 1048583}},
    {"linux-5.15",
     125544,
     124724,
     132,
     7716,
     7064,
     52,
     9,
     3060,
     4096,
     5,
     1001,
     1,
     0,
     486896,
     430780,
     524276,
     393204,
     26624,
     235256,
     62372,
     476,
     1929,
     863,
     {50331667, 25165861},
     {40960021, 20480023, 1048589}},
    {"linux-6.1",
     125572,
     124752,
     132,
     7720,
     7068,
     48,
     13,
     3080,
     4096,
     8,
     1002,
     0,
     1,
     480044,
     418096,
     524280,
     393208,
     22528,
     231828,
     62372,
     468,
     1930,
     414,
     {50331654, 25165844},
     {40960004, 20480008, 1048584}},
    {"linux-6.12",
     125576,
     124756,
     132,
     7872,
     7220,
     52,
     14,
     3084,
     4096,
     9,
     1003,
     1,
     0,
     474576,
     406656,
     524276,
     393204,
     24576,
     229096,
     62372,
     472,
     1968,
     1689,
     {0, 0},
     {40960005, 20480009, 1048585}},
};

#define EACH_KERNEL                                                                                \
    const struct kernel *kernel = kernels;                                                         \
    kernel < kernels + sizeof kernels / sizeof *kernels;                                           \
    kernel++

static const char *text_of(const struct kernel *kernel, const char *file)
{
    char name[128];
    snprintf(name, sizeof name, "%s/%s", kernel->name, file);
    return kernel_text(name);
}

TEST(a_status_of_each_kernel_gives_every_fact)
{
    for (EACH_KERNEL) {
        struct process_facts process;
        process_parse_status(&process, text_of(kernel, "status"));
        assert_string_equal(process.name, "inns");
        assert_int_equal(process.virtual_size, kernel->size * KIB);
        assert_int_equal(process.commit_charge, (kernel->data + kernel->stack) * KIB);
        assert_int_equal(process.rss, kernel->rss * KIB);
        assert_int_equal(process.private_anonymous, kernel->anonymous * KIB);
        assert_int_equal(process.page_tables, kernel->tables * KIB);
        assert_int_equal(process.pinned, kernel->pinned * KIB);
        assert_int_equal(process.swap, kernel->swap * KIB);
        assert_int_equal(process.hugetlb, kernel->hugetlb * KIB);
        assert_int_equal(process.threads, kernel->threads);
        assert_int_equal(process.user, kernel->user);
        assert_int_equal(process.sys_admin, kernel->admin);
        assert_int_equal(process.sys_resource, kernel->resource);
    }
}

TEST(a_meminfo_of_each_kernel_gives_every_fact)
{
    for (EACH_KERNEL) {
        struct system_facts system;
        system_parse_meminfo(&system, text_of(kernel, "meminfo"));
        assert_int_equal(system.total, kernel->total * KIB);
        assert_int_equal(system.available, kernel->available * KIB);
        assert_int_equal(system.swap_total, kernel->swap_total * KIB);
        assert_int_equal(system.swap_free, kernel->swap_free * KIB);
        assert_int_equal(system.anonymous_huge, kernel->huge * KIB);
        assert_int_equal(system.commit_limit, kernel->limit * KIB);
        assert_int_equal(system.committed, kernel->committed * KIB);
    }
}

/* Eight pages in all, three of the free ones reserved for others. */
TEST(the_huge_pages_that_each_kernel_has_left_are_known)
{
    for (EACH_KERNEL)
        assert_int_equal(hugetlb_parse_free(text_of(kernel, "meminfo"), 0), 5 * 2 * MIB);
}

TEST(what_a_process_of_each_kernel_has_and_when_it_began_is_known)
{
    for (EACH_KERNEL) {
        assert_int_equal(text_value(text_of(kernel, "smaps_rollup"), "Private_Dirty:"),
                         kernel->rollup * KIB);
        assert_int_equal(copied_parse_resident(text_of(kernel, "statm")), kernel->resident);
        assert_int_equal(text_stat_field(text_of(kernel, "stat"), 22), kernel->start);
    }
}

TEST(what_a_process_of_6_18_has_and_when_it_began_is_known)
{
    assert_int_equal(text_value(kernel_text("linux-6.18/smaps_rollup"), "Private_Dirty:"),
                     108 * KIB);
    assert_int_equal(copied_parse_rollup(kernel_text("linux-6.18/smaps_rollup")), 108 * KIB);
    assert_int_equal(copied_parse_resident(kernel_text("linux-6.18/statm")), 422);
    assert_int_equal(text_stat_field(kernel_text("linux-6.18/stat"), 22), 193527);
}

/* A thread of the kernel has no memory of its own; that is not 0 bytes of it. */
TEST(a_process_without_memory_has_no_fact_of_it)
{
    static const char *const names[] = {
        "linux-5.10/status-of-the-kernels-own", "linux-6.1/status-of-the-kernels-own",
        "linux-6.12/status-of-the-kernels-own", "linux-6.18/status-of-the-kernels-own"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        struct process_facts process;
        process_parse_status(&process, kernel_text(names[i]));
        assert_string_equal(process.name, "kthreadd");
        assert_int_equal(process.commit_charge, UNKNOWN);
        assert_int_equal(process.virtual_size, UNKNOWN);
        assert_int_equal(process.rss, UNKNOWN);
        assert_int_equal(process.private_anonymous, UNKNOWN);
        assert_int_equal(process.swap, UNKNOWN);
        assert_int_equal(process.page_tables, UNKNOWN);
        assert_int_equal(process.hugetlb, UNKNOWN);
        assert_int_equal(process.pinned, UNKNOWN);
        assert_int_equal(process.threads, 1);
        assert_int_equal(process.sys_admin, 1);
    }
}

#define MOST_FACTS 16

typedef unsigned parser(const char *text, uint64_t facts[MOST_FACTS]);

/* A kernel built without swap, huge pages or the like writes the others' lines as ever. */
static void each_line_that_is_missing_is_missed_by_its_own_fact_alone(const char *text,
                                                                      parser *parse)
{
    static char less[16384];
    uint64_t whole[MOST_FACTS], part[MOST_FACTS];
    unsigned count = parse(text, whole), unknown[MOST_FACTS] = {0};
    for (const char *line = text, *end; *line != '\0'; line = end) {
        end = strchr(line, '\n') + 1;
        memcpy(less, text, (size_t)(line - text));
        strcpy(less + (line - text), end);
        assert_int_equal(parse(less, part), count);
        for (unsigned i = 0; i < count; i++) {
            unknown[i] += !is_known(part[i]);
            assert_true(!is_known(part[i]) || part[i] == whole[i]);
        }
    }
    for (unsigned i = 0; i < count; i++)
        assert_in_range(unknown[i], 1, 2);
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

TEST(a_fact_whose_line_a_kernel_lacks_is_unknown_and_the_others_are_not)
{
    for (EACH_KERNEL) {
        each_line_that_is_missing_is_missed_by_its_own_fact_alone(text_of(kernel, "status"),
                                                                  parse_status);
        each_line_that_is_missing_is_missed_by_its_own_fact_alone(text_of(kernel, "meminfo"),
                                                                  parse_meminfo);
    }
}

static uint64_t kills_of(const char *text)
{
    static char copy[16384];
    uint64_t kills = UNKNOWN;
    strcpy(copy, text);
    for (char *rest = copy, *line; (line = strsep(&rest, "\n")) != NULL && !is_known(kills);)
        kills = oom_kills_parse_line(line);
    return kills;
}

TEST(the_kills_of_the_machine_are_found_in_each_vmstat)
{
    assert_int_equal(kills_of(kernel_text("linux-5.10/vmstat")), 31);
    assert_int_equal(kills_of(kernel_text("linux-6.1/vmstat")), 32);
    assert_int_equal(kills_of(kernel_text("linux-6.12/vmstat")), 33);
    assert_int_equal(kills_of(kernel_text("linux-6.18/vmstat")), 34);
    /* Before 4.13 there was no such line. */
    assert_int_equal(kills_of("pgfault 1\npgmajfault 2\noom_killed 3\n"), UNKNOWN);
}

TEST(what_each_kernels_reclaim_can_give_back_is_known)
{
    for (EACH_KERNEL) {
        const uint64_t *v1 = kernel->v1_files, *v2 = kernel->v2_files;
        assert_int_equal(reclaimable_parse(text_of(kernel, "memory.stat-v2"), 2),
                         v2[0] + v2[1] + v2[2]);
        if (v1[0] != 0) /* Debian's 6.12 has no memory controller of version 1 */
            assert_int_equal(reclaimable_parse(text_of(kernel, "memory.stat-v1"), 1),
                             v1[0] + v1[1]);
    }
    assert_int_equal(reclaimable_parse("", 1), UNKNOWN);
    assert_int_equal(reclaimable_parse("inactive_file 0\nslab_reclaimable 0\n", 2), UNKNOWN);
}

/* Valid until the next but one. */
static const struct cgroup_mounts *mounts_of(const char *text)
{
    static char copy[16384];
    static struct cgroup_mounts both[2];
    static unsigned calls;
    struct cgroup_mounts *mounts = &both[calls++ % 2];
    *mounts = (struct cgroup_mounts){0};
    strcpy(copy, text);
    for (char *rest = copy, *line; (line = strsep(&rest, "\n")) != NULL;)
        mounts_parse_line(mounts, line);
    return mounts;
}

static unsigned group_of(const char *text, const char *controller, char path[64])
{
    static char copy[4096];
    strcpy(copy, text);
    for (char *rest = copy, *line; (line = strsep(&rest, "\n")) != NULL;) {
        const char *at;
        unsigned version = hierarchy_parse_line(line, controller, &at);
        if (version != 0) {
            snprintf(path, 64, "%s", at);
            return version;
        }
    }
    return 0;
}

TEST(the_group_of_a_process_is_found_in_each_version)
{
    char path[64];
    for (EACH_KERNEL) {
        bool has_v1 = strcmp(kernel->name, "linux-6.12") != 0;
        assert_int_equal(group_of(text_of(kernel, "cgroup-v2"), "memory", path), 2);
        assert_string_equal(path, "/jobs/night run");
        assert_int_equal(group_of(text_of(kernel, "cgroup-v1"), "memory", path), has_v1 ? 1 : 2);
        assert_string_equal(path, has_v1 ? "/jobs/night run" : "/");
        assert_int_equal(group_of(text_of(kernel, "cgroup-v1"), "pids", path), 1);
        assert_string_equal(path, "/jobs");
    }
}

TEST(the_group_of_a_process_of_6_18_is_found)
{
    char path[64];
    assert_int_equal(group_of(kernel_text("linux-6.18/cgroup-v1"), "memory", path), 1);
    assert_string_equal(path, "/jobs/night run");
    assert_int_equal(group_of(kernel_text("linux-6.18/cgroup-v1"), "pids", path), 1);
    assert_string_equal(path, "/jobs");
}

TEST(each_kernels_hierarchies_are_found_where_they_are_mounted)
{
    for (EACH_KERNEL) {
        const struct cgroup_mounts *v1 = mounts_of(text_of(kernel, "mountinfo-v1"));
        const struct cgroup_mounts *v2 = mounts_of(text_of(kernel, "mountinfo-v2"));
        bool has_v1 = strcmp(kernel->name, "linux-6.12") != 0;
        assert_string_equal(v1->v1.point, has_v1 ? "/sys/fs/cgroup/memory" : "");
        assert_string_equal(v1->v1_pids.point, "/sys/fs/cgroup/pids");
        assert_string_equal(v1->v2.point, "/sys/fs/cgroup/unified");
        assert_string_equal(v2->v2.point, "/sys/fs/cgroup");
        assert_string_equal(v2->v2.root, "/");
        assert_string_equal(v2->v1.point, "");
    }
}

/* The roots of those that were mounted before lead up, out of the namespace: by what names the
 * group is reached from there nobody tells. */
TEST(a_namespace_without_mounts_of_its_own_does_not_show_the_group)
{
    assert_null(hierarchy_below_root("/", "/../.."));
    assert_null(hierarchy_below_root("/../x", "/"));
    const struct cgroup_mounts *v1 = mounts_of(kernel_text("linux-5.10/mountinfo-namespace"));
    const struct cgroup_mounts *v2 = mounts_of(kernel_text("linux-6.12/mountinfo-namespace"));
    assert_string_equal(v1->v1.point, "/mnt/cg");
    assert_string_equal(v1->v1.root, "/");
    assert_string_equal(v1->v1_pids.root, "/..");
    assert_string_equal(v2->v2.point, "/mnt/cg");
    assert_string_equal(v2->v2.root, "/");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_of_each_kernel_gives_every_fact),
        cmocka_unit_test(a_meminfo_of_each_kernel_gives_every_fact),
        cmocka_unit_test(the_huge_pages_that_each_kernel_has_left_are_known),
        cmocka_unit_test(what_a_process_of_each_kernel_has_and_when_it_began_is_known),
        cmocka_unit_test(what_a_process_of_6_18_has_and_when_it_began_is_known),
        cmocka_unit_test(a_process_without_memory_has_no_fact_of_it),
        cmocka_unit_test(the_group_of_a_process_of_6_18_is_found),
        cmocka_unit_test(a_fact_whose_line_a_kernel_lacks_is_unknown_and_the_others_are_not),
        cmocka_unit_test(what_each_kernels_reclaim_can_give_back_is_known),
        cmocka_unit_test(a_namespace_without_mounts_of_its_own_does_not_show_the_group),
        cmocka_unit_test(the_kills_of_the_machine_are_found_in_each_vmstat),
        cmocka_unit_test(the_group_of_a_process_is_found_in_each_version),
        cmocka_unit_test(each_kernels_hierarchies_are_found_where_they_are_mounted),
    };
    return RUN(tests);
}
