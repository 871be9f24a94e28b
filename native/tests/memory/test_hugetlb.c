/* SPDX-License-Identifier: Apache-2.0 */
/* Which areas of maps are private huge pages, and how many more there can be. */
#include <sys/mman.h>

#include "../test.h"
#include "memory/facts.h"

TEST(a_private_anonymous_area_of_huge_pages_counts)
{
    assert_int_equal(hugetlb_parse_area("7f2a80000000-7f2a80800000 rw-p 00000000 00:0f 20499       "
                                        "               /anon_hugepage (deleted)"),
                     8 * MIB);
}

TEST(shared_huge_pages_are_not_copied)
{
    assert_int_equal(hugetlb_parse_area("7f2a80000000-7f2a80800000 rw-s 00000000 00:0f 20499       "
                                        "               /anon_hugepage (deleted)"),
                     0);
}

TEST(other_areas_and_other_texts_do_not_count)
{
    assert_int_equal(hugetlb_parse_area("55f0-55f1 rw-p 00000000 00:00 0 [heap]"), 0);
    assert_int_equal(hugetlb_parse_area("7f2a80000000-7f2a80800000 rw-p 0 00:0f 1 /srv/x"), 0);
    assert_int_equal(hugetlb_parse_area("7f2a80000000-7f2a80800000"), 0);
    assert_int_equal(hugetlb_parse_area("/anon_hugepage"), 0);
    assert_int_equal(hugetlb_parse_area(""), 0);
}

#define POOL                                                                                       \
    "HugePages_Total:       4\nHugePages_Free:        3\nHugePages_Rsvd:        1\n"               \
    "HugePages_Surp:        1\nHugepagesize:       2048 kB\n"

TEST(reserved_pages_are_not_free_and_surplus_ones_may_come)
{
    assert_int_equal(hugetlb_parse_free(POOL "Hugetlb:            8192 kB\n", 0), 4 * MIB);
    assert_int_equal(hugetlb_parse_free(POOL "Hugetlb:            8192 kB\n", 3), 8 * MIB);
}

TEST(where_there_are_pages_of_another_size_too_nobody_knows_which_are_needed)
{
    assert_int_equal(hugetlb_parse_free(POOL "Hugetlb:         1056768 kB\n", 0), UNKNOWN);
    assert_int_equal(hugetlb_parse_free(POOL, 0), UNKNOWN);
    assert_int_equal(hugetlb_parse_free(POOL "Hugetlb:            8192 kB\n", UNKNOWN), UNKNOWN);
    assert_int_equal(hugetlb_parse_free("", 0), UNKNOWN);
}

TEST(an_area_whose_bounds_are_absurd_is_unknown)
{
    assert_int_equal(hugetlb_parse_area("7f2a80800000-7f2a80000000 rw-p 0 00:0f 1 /anon_hugepage"),
                     UNKNOWN);
    assert_int_equal(
        hugetlb_parse_area("7f2a80000000-7f2a808000000000000 rw-p 0 00:0f 1 /anon_hugepage"),
        UNKNOWN);
}

TEST(a_pool_of_an_absurd_size_is_unknown)
{
    assert_int_equal(hugetlb_parse_free("HugePages_Total: 9223372036854775807\n"
                                        "HugePages_Free: 9223372036854775807\n"
                                        "HugePages_Rsvd: 0\nHugePages_Surp: 0\n"
                                        "Hugepagesize: 2048 kB\n"
                                        "Hugetlb: 9007199254740991 kB\n",
                                        0),
                     UNKNOWN);
}

#define PAGE 4096UL

/* Neighbours with other rights do not merge: one area for each page. */
static void *map_areas(size_t areas)
{
    char *space = mmap(NULL, areas * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(space, MAP_FAILED);
    for (size_t i = 0; i < areas; i += 2)
        assert_int_equal(mprotect(space + i * PAGE, PAGE, PROT_READ), 0);
    return space;
}

/* As if of these areas some were of huge pages, of which this machine may have none. */
static struct process_facts read_with_huge_pages(struct hugetlb_facts *hugetlb)
{
    struct process_facts process;
    process_read(&process, PROCESS_SELF);
    process.hugetlb = 2 * MIB;
    hugetlb_read(hugetlb, &process, PROCESS_SELF);
    return process;
}

TEST(where_there_are_too_many_areas_to_look_at_the_charge_is_unknown_with_the_huge_pages)
{
    struct hugetlb_facts hugetlb;
    struct process_facts few = read_with_huge_pages(&hugetlb);
    assert_int_equal(hugetlb.copied, 0);
    assert_true(is_known(few.commit_charge));
    void *space = map_areas(2500);
    struct process_facts many = read_with_huge_pages(&hugetlb);
    munmap(space, 2500 * PAGE);
    assert_int_equal(hugetlb.copied, UNKNOWN);
    assert_int_equal(many.commit_charge, UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_private_anonymous_area_of_huge_pages_counts),
        cmocka_unit_test(shared_huge_pages_are_not_copied),
        cmocka_unit_test(other_areas_and_other_texts_do_not_count),
        cmocka_unit_test(reserved_pages_are_not_free_and_surplus_ones_may_come),
        cmocka_unit_test(
            where_there_are_too_many_areas_to_look_at_the_charge_is_unknown_with_the_huge_pages),
        cmocka_unit_test(an_area_whose_bounds_are_absurd_is_unknown),
        cmocka_unit_test(a_pool_of_an_absurd_size_is_unknown),
        cmocka_unit_test(where_there_are_pages_of_another_size_too_nobody_knows_which_are_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
