/* SPDX-License-Identifier: Apache-2.0 */
/* The process's own facts, from a kernel's text and from the running kernel. */
#include <string.h>
#include <sys/mman.h>

#include "../kernel_text.h"
#include "memory/facts.h"

TEST(status_of_linux_6_18_gives_every_fact)
{
    struct process_facts process;
    process_parse_status(&process, kernel_text("linux-6.18/status"));
    assert_string_equal(process.name, "cat");
    assert_int_equal(process.commit_charge, (360 + 132) * 1024);
    assert_int_equal(process.virtual_size, 3060 * 1024);
    assert_int_equal(process.swap, 0);
    assert_int_equal(process.page_tables, 44 * 1024);
    assert_int_equal(process.hugetlb, 0);
    assert_int_equal(process.pinned, 0);
    assert_int_equal(process.threads, 1);
    assert_int_equal(process.sys_admin, 1);
}

TEST(the_largest_area_is_unknown_without_a_walk)
{
    struct process_facts process;
    process_parse_status(&process, kernel_text("linux-6.18/status"));
    assert_int_equal(process.largest_area, UNKNOWN);
}

TEST(an_empty_status_gives_no_fact)
{
    struct process_facts process;
    process_parse_status(&process, "");
    assert_string_equal(process.name, "");
    assert_int_equal(process.commit_charge, UNKNOWN);
    assert_int_equal(process.private_anonymous, UNKNOWN);
    assert_int_equal(process.threads, UNKNOWN);
    assert_int_equal(process.sys_admin, UNKNOWN);
}

TEST(a_process_without_the_capability_is_told_apart)
{
    struct process_facts process;
    process_parse_status(&process, "CapEff:\t00000000a80425fb\n");
    assert_int_equal(process.sys_admin, 0);
}

TEST(touched_anonymous_memory_is_charged_and_exposed)
{
    const size_t bytes = 67 * MIB;
    struct process_facts before, after;
    process_read(&before);

    void *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(area, MAP_FAILED);
    memset(area, 1, bytes);
    process_read(&after);

    assert_in_range(after.commit_charge - before.commit_charge, bytes, bytes + MIB);
    assert_in_range(after.private_anonymous - before.private_anonymous, bytes - MIB, bytes + MIB);
    munmap(area, bytes);
}

TEST(shared_memory_is_neither_charged_nor_exposed)
{
    const size_t bytes = 67 * MIB;
    struct process_facts before, after;
    process_read(&before);

    void *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(area, MAP_FAILED);
    memset(area, 1, bytes);
    process_read(&after);

    assert_true(after.commit_charge - before.commit_charge < MIB);
    assert_true(after.private_anonymous - before.private_anonymous < MIB);
    assert_true(after.rss - before.rss > bytes - MIB);
    munmap(area, bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_of_linux_6_18_gives_every_fact),
        cmocka_unit_test(the_largest_area_is_unknown_without_a_walk),
        cmocka_unit_test(an_empty_status_gives_no_fact),
        cmocka_unit_test(a_process_without_the_capability_is_told_apart),
        cmocka_unit_test(touched_anonymous_memory_is_charged_and_exposed),
        cmocka_unit_test(shared_memory_is_neither_charged_nor_exposed),
    };
    return RUN(tests);
}
