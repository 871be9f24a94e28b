/* SPDX-License-Identifier: Apache-2.0 */
/* When a walk over all pages is cheap: on both sides of each threshold. */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "memory/facts.h"

#define SECOND 1000000000U

TEST(a_walk_is_cheap_that_takes_a_twentieth_of_a_life)
{
    assert_true(copied_is_cheap(500000, SECOND, SECOND));
    assert_false(copied_is_cheap(500001, SECOND, SECOND));
    assert_true(copied_is_cheap(0, 0, SECOND));
    assert_false(copied_is_cheap(1, 1999, SECOND));
}

TEST(more_than_may_be_taken_is_never_cheap_however_long_the_life)
{
    assert_true(copied_is_cheap(5000000, UINT64_MAX - 1, SECOND / 2));
    assert_false(copied_is_cheap(5000001, UINT64_MAX - 1, SECOND / 2));
}

TEST(what_is_not_known_is_not_cheap)
{
    assert_false(copied_is_cheap(UNKNOWN, UINT64_MAX, UINT64_MAX));
    assert_int_equal(UNKNOWN, copied_read(0, SECOND));
}

TEST(a_long_life_is_measured)
{
    assert_true(is_known(copied_read(UINT64_MAX - 1, SECOND)));
}

TEST(a_rollup_tells_private_anonymous_pages_from_shared_ones)
{
    /* 100 MiB of memory of which 48 were written to, and 40 of shared memory. */
    assert_int_equal(48 * MIB, copied_parse_rollup("Pss_Anon: 75776 kB\n"
                                                   "Pss_File: 1024 kB\n"
                                                   "Pss_Shmem: 40960 kB\n"
                                                   "Private_Dirty: 90112 kB\n"
                                                   "Anonymous: 102400 kB\n"));
    /* Of three who share the rest: no more than what is neither of a file nor shared. */
    assert_int_equal(47 * MIB, copied_parse_rollup("Pss_Anon: 66901 kB\n"
                                                   "Pss_File: 1024 kB\n"
                                                   "Pss_Shmem: 0 kB\n"
                                                   "Private_Dirty: 49152 kB\n"
                                                   "Anonymous: 102400 kB\n"));
    assert_int_equal(0, copied_parse_rollup("Pss_Anon: 40 kB\n"
                                            "Pss_File: 30 kB\n"
                                            "Pss_Shmem: 40960 kB\n"
                                            "Private_Dirty: 40960 kB\n"
                                            "Anonymous: 80 kB\n"));
}

TEST(a_rollup_before_5_4_is_bounded_by_what_is_anonymous)
{
    assert_int_equal(20 * 1024, copied_parse_rollup("Private_Dirty: 30 kB\nAnonymous: 20 kB\n"));
    assert_int_equal(30 * 1024, copied_parse_rollup("Private_Dirty: 30 kB\nAnonymous: 90 kB\n"));
    assert_int_equal(UNKNOWN, copied_parse_rollup(""));
}

static char *hold(size_t bytes, int kind)
{
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
    assert_true(memory != MAP_FAILED);
    fill_pages(memory, bytes);
    return memory;
}

TEST(shared_memory_that_a_child_alone_maps_is_no_copy)
{
    char *memory = hold(64 * MIB, MAP_PRIVATE);
    uint64_t *told = (uint64_t *)hold(sizeof *told, MAP_SHARED);
    pid_t child = fork();
    if (child == 0) {
        (void)hold(40 * MIB, MAP_SHARED);
        fill_pages(memory, 16 * MIB);
        *told = copied_read(UINT64_MAX - 1, SECOND);
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_in_range(*told, 16 * MIB, 18 * MIB);
    munmap(memory, 64 * MIB);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_walk_is_cheap_that_takes_a_twentieth_of_a_life),
        cmocka_unit_test(more_than_may_be_taken_is_never_cheap_however_long_the_life),
        cmocka_unit_test(what_is_not_known_is_not_cheap),
        cmocka_unit_test(a_long_life_is_measured),
        cmocka_unit_test(a_rollup_tells_private_anonymous_pages_from_shared_ones),
        cmocka_unit_test(a_rollup_before_5_4_is_bounded_by_what_is_anonymous),
        cmocka_unit_test(shared_memory_that_a_child_alone_maps_is_no_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
