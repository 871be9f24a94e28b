/* SPDX-License-Identifier: Apache-2.0 */
/* The parser of kernel text: what it reads, and what it refuses. */
#include "memory/text.h"

#include "../test.h"
#include "memory/facts.h"

TEST(a_kib_value_is_read_as_bytes)
{
    assert_int_equal(text_value("VmRSS:\t    1636 kB\n", "VmRSS:"), 1636 * 1024);
}

TEST(a_value_without_unit_is_read_as_it_is)
{
    assert_int_equal(text_value("a 1\ntotal_cache 77\n", "total_cache "), 77);
}

TEST(a_key_counts_only_at_the_start_of_a_line)
{
    assert_int_equal(text_value("HugetlbPages: 3 kB\nPages: 9 kB\n", "Pages:"), 9 * 1024);
}

TEST(of_many_keys_each_gets_the_first_line_that_begins_with_it)
{
    static const struct text_key keys[] = {{"VmRSS:"}, {"Gone:"}, {"Uid:"}, {"VmPin:"}};
    const char *text =
        "Name:\tVmRSS: 9 kB\nUid:\t1000\t0\nVmRSS:\t   3 kB\nVmRSS:\t 5 kB\nVmPin:\t 7";
    const char *values[4];

    text_lines(text, keys, values, 4);

    assert_int_equal(text_value_of(values[0]), 3 * 1024);
    assert_null(values[1]);
    assert_int_equal(text_whole_number(values[2]), 1000);
    assert_string_equal(values[3], "7");
    assert_int_equal(text_value_of(values[3]), UNKNOWN);
    assert_int_equal(text_value_of(NULL), UNKNOWN);
}

TEST(a_missing_line_is_unknown)
{
    assert_int_equal(text_value("VmSize: 1 kB\n", "VmSwap:"), UNKNOWN);
}

TEST(a_number_that_the_buffer_cut_off_is_unknown)
{
    assert_int_equal(text_value("Committed_AS:  139", "Committed_AS:"), UNKNOWN);
}

TEST(a_value_whose_unit_the_buffer_cut_off_is_unknown)
{
    assert_int_equal(text_value("Committed_AS:  1392 ", "Committed_AS:"), UNKNOWN);
    assert_int_equal(text_value("Committed_AS:  1392 k", "Committed_AS:"), UNKNOWN);
    assert_int_equal(text_value("Committed_AS:  1392 kB", "Committed_AS:"), 1392 * 1024);
}

TEST(what_stands_behind_a_number_is_a_known_unit_or_it_is_no_value)
{
    assert_int_equal(text_value("VmRSS: 12 MB\n", "VmRSS:"), UNKNOWN);
    assert_int_equal(text_value("VmRSS: 12 kBytes\n", "VmRSS:"), UNKNOWN);
    assert_int_equal(text_value("VmRSS: 1.5 kB\n", "VmRSS:"), UNKNOWN);
    assert_int_equal(text_value("VmRSS: -4 kB\n", "VmRSS:"), UNKNOWN);
    assert_int_equal(text_value("VmRSS:\n", "VmRSS:"), UNKNOWN);
}

TEST(a_whole_number_ends_at_a_blank_or_a_newline)
{
    assert_int_equal(text_whole_number(" 42 7"), 42);
    assert_int_equal(text_whole_number("42\t7"), 42);
    assert_int_equal(text_whole_number("42\n"), 42);
    assert_int_equal(text_whole_number("42"), UNKNOWN);
    assert_int_equal(text_whole_number("42x"), UNKNOWN);
    assert_int_equal(text_whole_number("\n"), UNKNOWN);
}

TEST(a_number_beyond_63_bits_is_unknown)
{
    assert_int_equal(text_number("9223372036854775807", NULL), INT64_MAX);
    assert_int_equal(text_number("9223372036854775808", NULL), UNKNOWN);
    assert_int_equal(text_number("18446744073709551614", NULL), UNKNOWN);
    assert_int_equal(text_number("18446744073709551616", NULL), UNKNOWN);
    assert_int_equal(text_number("99999999999999999999999999999999999999990", NULL), UNKNOWN);
}

TEST(kib_that_do_not_fit_as_bytes_are_unknown)
{
    assert_int_equal(text_value("VmData: 9007199254740992 kB\n", "VmData:"), UNKNOWN);
}

TEST(a_word_in_place_of_a_number_is_unknown)
{
    assert_int_equal(text_number("max\n", NULL), UNKNOWN);
}

TEST(an_unknown_part_makes_a_sum_unknown)
{
    assert_int_equal(text_sum(1, UNKNOWN), UNKNOWN);
    assert_int_equal(text_sum(INT64_MAX, 1), UNKNOWN);
    assert_int_equal(text_sum(40, 2), 42);
}

TEST(octal_escapes_of_a_mount_point_are_undone)
{
    char path[16];
    assert_true(text_mount_field("/a\\040b\\134c rest", path, sizeof path));
    assert_string_equal(path, "/a b\\c");
}

TEST(a_mount_point_that_does_not_fit_is_refused)
{
    char path[8];
    assert_false(text_mount_field("/12345678 rest", path, sizeof path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kib_value_is_read_as_bytes),
        cmocka_unit_test(a_value_without_unit_is_read_as_it_is),
        cmocka_unit_test(a_key_counts_only_at_the_start_of_a_line),
        cmocka_unit_test(of_many_keys_each_gets_the_first_line_that_begins_with_it),
        cmocka_unit_test(a_missing_line_is_unknown),
        cmocka_unit_test(a_number_that_the_buffer_cut_off_is_unknown),
        cmocka_unit_test(a_value_whose_unit_the_buffer_cut_off_is_unknown),
        cmocka_unit_test(what_stands_behind_a_number_is_a_known_unit_or_it_is_no_value),
        cmocka_unit_test(a_whole_number_ends_at_a_blank_or_a_newline),
        cmocka_unit_test(a_number_beyond_63_bits_is_unknown),
        cmocka_unit_test(kib_that_do_not_fit_as_bytes_are_unknown),
        cmocka_unit_test(a_word_in_place_of_a_number_is_unknown),
        cmocka_unit_test(an_unknown_part_makes_a_sum_unknown),
        cmocka_unit_test(octal_escapes_of_a_mount_point_are_undone),
        cmocka_unit_test(a_mount_point_that_does_not_fit_is_refused),
    };
    return RUN(tests);
}
