/* SPDX-License-Identifier: Apache-2.0 */
/* What reclaim can give back, by the kernel's own figures. */
#include "memory/reclaimable.h"

#include "../kernel_text.h"
#include "memory/facts.h"

TEST(file_pages_that_need_not_be_written_and_slab_of_version_2_are_reclaimable)
{
    assert_int_equal(reclaimable_parse(kernel_text("memory.stat-v2"), 2),
                     301060096UL + 107876352 - 135168 + 4511464);
}

TEST(file_pages_of_version_1_are_those_of_the_whole_subtree)
{
    const char *stat = "inactive_file 1\nactive_file 2\ntotal_dirty 3\ntotal_writeback 2\n"
                       "total_inactive_file 40\ntotal_active_file 7\ntotal_unevictable 9\n";
    assert_int_equal(reclaimable_parse(stat, 1), 42);
}

TEST(a_stat_of_linux_6_18_gives_the_figures_of_version_1)
{
    assert_true(is_known(reclaimable_parse(kernel_text("linux-6.18/memory.stat-v1"), 1)));
}

TEST(more_dirty_pages_than_files_leave_none_of_them)
{
    const char *stat = "file_dirty 30\nfile_writeback 30\ninactive_file 40\nactive_file 2\n"
                       "slab_reclaimable 5\n";
    assert_int_equal(reclaimable_parse(stat, 2), 5);
}

TEST(anonymous_pages_on_the_lists_of_files_are_none_of_them)
{
    const char *v2 = "file 100\nshmem 30\nswapcached 10\ninactive_file 900\nactive_file 40\n";
    const char *v1 = "total_cache 100\ntotal_shmem 30\ntotal_inactive_file 900\n"
                     "total_active_file 40\n";
    assert_int_equal(reclaimable_parse(v2, 2), 70);
    assert_int_equal(reclaimable_parse(v1, 1), 70);
    assert_int_equal(reclaimable_parse("file x\ninactive_file 9\nactive_file 4\n", 2), UNKNOWN);
}

TEST(without_the_lines_of_the_files_nothing_is_known)
{
    assert_int_equal(reclaimable_parse("", 2), UNKNOWN);
    assert_int_equal(reclaimable_parse("inactive_file 40\n", 2), UNKNOWN);
    assert_int_equal(reclaimable_parse("inactive_file 40\nactive_file 1", 2), UNKNOWN);
    assert_int_equal(reclaimable_parse("inactive_file 40\nactive_file 2\n", 1), UNKNOWN);
}

TEST(a_line_that_is_there_and_says_no_number_makes_the_figure_unknown)
{
    const char *stat = "inactive_file 40\nactive_file 2\n%s\n";
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {"file_dirty", "file_writeback", "slab_reclaimable"};
        char line[64], text[128];
        snprintf(line, sizeof line, "%s 99999999999999999999", names[i]);
        snprintf(text, sizeof text, stat, line);
        assert_int_equal(reclaimable_parse(text, 2), UNKNOWN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_pages_that_need_not_be_written_and_slab_of_version_2_are_reclaimable),
        cmocka_unit_test(file_pages_of_version_1_are_those_of_the_whole_subtree),
        cmocka_unit_test(a_stat_of_linux_6_18_gives_the_figures_of_version_1),
        cmocka_unit_test(anonymous_pages_on_the_lists_of_files_are_none_of_them),
        cmocka_unit_test(more_dirty_pages_than_files_leave_none_of_them),
        cmocka_unit_test(a_line_that_is_there_and_says_no_number_makes_the_figure_unknown),
        cmocka_unit_test(without_the_lines_of_the_files_nothing_is_known),
    };
    return RUN(tests);
}
