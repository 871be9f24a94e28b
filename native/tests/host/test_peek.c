/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the host's pointers: good ones, and those that only the kernel should refuse. */
#include "host/peek.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../test.h"

/* Two pages of which the second can't be read; returns where it begins. */
static char *edge(void)
{
    long page = sysconf(_SC_PAGESIZE);
    char *memory =
        mmap(NULL, 2 * (size_t)page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(memory, MAP_FAILED);
    assert_int_equal(mprotect(memory + page, (size_t)page, PROT_NONE), 0);
    return memory + page;
}

TEST(a_string_is_copied_and_cut)
{
    char copy[4];
    assert_int_equal(peek_string(copy, sizeof copy, "ab"), 2);
    assert_string_equal(copy, "ab");
    assert_int_equal(peek_string(copy, sizeof copy, "abcdef"), 3);
    assert_string_equal(copy, "abc");
}

TEST(a_string_that_ends_at_the_edge_of_memory_is_read)
{
    char copy[16];
    char *string = strcpy(edge() - 4, "abc");
    assert_int_equal(peek_string(copy, sizeof copy, string), 3);
    assert_string_equal(copy, "abc");
}

TEST(a_string_that_runs_over_the_edge_is_not_readable)
{
    char copy[16];
    char *string = memcpy(edge() - 3, "abc", 3);
    assert_int_equal(peek_string(copy, sizeof copy, string), -1);
}

TEST(on_the_first_stack_arguments_and_environment_are_read_and_elsewhere_nothing_is_taken_for_it)
{
    char copy[4096];
    char *bad = edge();
    peek_stack_reaches(bad - 64);
    assert_int_equal(peek_string(copy, sizeof copy, bad), -1);

    peek_stack_reaches(__builtin_frame_address(0));

    assert_true(peek_count(environ, 4096) >= 0);
    for (char **entry = environ; *entry != NULL; entry++)
        assert_true(peek_string(copy, sizeof copy, *entry) > 0);
    assert_int_equal(peek_string(copy, sizeof copy, bad), -1);
    assert_int_equal(peek_string(copy, sizeof copy, NULL), -1);
}

TEST(bad_pointers_are_not_readable)
{
    char copy[16];
    assert_int_equal(peek_string(copy, sizeof copy, NULL), -1);
    assert_int_equal(peek_string(copy, sizeof copy, (const char *)1), -1);
    assert_int_equal(peek_count((char *const *)8, 10), -1);
    assert_int_equal(peek_count((char *const *)9, 10), -1);
    assert_int_equal(peek_count(NULL, 10), -1);
}

TEST(an_array_is_counted_up_to_its_end_or_the_limit)
{
    char *const array[] = {"a", "b", "c", NULL};
    assert_int_equal(peek_count(array, 10), 3);
    assert_int_equal(peek_count(array, 2), 2);
}

TEST(a_structure_is_copied_where_all_of_it_is_readable)
{
    char copy[16];
    assert_true(peek_bytes(copy, sizeof copy, memset(edge() - 16, 'x', 16)));
    assert_int_equal(copy[15], 'x');
    assert_false(peek_bytes(copy, sizeof copy, edge() - 15));
    assert_false(peek_bytes(copy, sizeof copy, NULL));
    assert_false(peek_bytes(copy, sizeof copy, (const void *)8));
}

TEST(peeking_leaves_the_signal_mask_as_it_was)
{
    char copy[16];
    sigset_t before, after;
    sigemptyset(&before);
    sigaddset(&before, SIGUSR1);
    sigprocmask(SIG_SETMASK, &before, NULL);
    peek_string(copy, sizeof copy, "\xff\xff\xff\xff\xff\xff\xff\xff");
    sigprocmask(SIG_SETMASK, NULL, &after);
    assert_int_equal(sigismember(&after, SIGUSR1), 1);
    assert_int_equal(sigismember(&after, SIGTERM), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_string_is_copied_and_cut),
        cmocka_unit_test(a_string_that_ends_at_the_edge_of_memory_is_read),
        cmocka_unit_test(a_string_that_runs_over_the_edge_is_not_readable),
        cmocka_unit_test(
            on_the_first_stack_arguments_and_environment_are_read_and_elsewhere_nothing_is_taken_for_it),
        cmocka_unit_test(bad_pointers_are_not_readable),
        cmocka_unit_test(an_array_is_counted_up_to_its_end_or_the_limit),
        cmocka_unit_test(a_structure_is_copied_where_all_of_it_is_readable),
        cmocka_unit_test(peeking_leaves_the_signal_mask_as_it_was),
    };
    return RUN(tests);
}
