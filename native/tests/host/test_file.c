/* SPDX-License-Identifier: Apache-2.0 */
/* Reading files: whole, and line by line through a window that lines may exceed. */
#include "host/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../test.h"

static char path[64];

static void given(const char *text)
{
    strcpy(path, "/tmp/spawnrisk-test-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

TEST(a_file_is_read_up_to_the_size_of_the_buffer)
{
    char buffer[6];
    given("1234567890");
    assert_int_equal(file_read(path, buffer, sizeof buffer), 5);
    assert_string_equal(buffer, "12345");
    unlink(path);
}

TEST(a_missing_file_gives_its_errno)
{
    char buffer[6];
    assert_int_equal(file_read("/nonexistent", buffer, sizeof buffer), -ENOENT);
}

TEST(lines_come_one_by_one_without_their_newlines)
{
    struct lines lines;
    given("one\n\nthree\n");
    assert_true(lines_open(&lines, path));
    assert_string_equal(lines_next(&lines), "one");
    assert_string_equal(lines_next(&lines), "");
    assert_string_equal(lines_next(&lines), "three");
    assert_null(lines_next(&lines));
    lines_close(&lines);
    unlink(path);
}

TEST(lines_that_end_without_a_newline_are_known_to_be_cut)
{
    struct lines lines;
    given("one\ntw");
    assert_true(lines_open(&lines, path));
    assert_string_equal(lines_next(&lines), "one");
    assert_false(lines.failed);
    assert_null(lines_next(&lines));
    assert_true(lines.failed);
    assert_false(lines.skipped);
    lines_close(&lines);
    unlink(path);
}

TEST(a_line_longer_than_the_window_is_passed_over)
{
    static char text[10000];
    memset(text, 'x', 6000);
    strcpy(text, "before\n");
    text[strlen(text)] = 'x';
    strcpy(text + 6000, "\nafter\n");
    struct lines lines;
    given(text);
    assert_true(lines_open(&lines, path));
    assert_string_equal(lines_next(&lines), "before");
    assert_string_equal(lines_next(&lines), "after");
    assert_null(lines_next(&lines));
    assert_true(lines.skipped);
    assert_false(lines.failed);
    lines_close(&lines);
    unlink(path);
}

TEST(lines_are_whole_across_the_ends_of_windows)
{
    static char text[20000];
    for (int i = 0; i < 1000; i++)
        sprintf(text + strlen(text), "line %d\n", i);
    struct lines lines;
    given(text);
    assert_true(lines_open(&lines, path));
    for (int i = 0; i < 1000; i++) {
        char expected[16];
        sprintf(expected, "line %d", i);
        assert_string_equal(lines_next(&lines), expected);
    }
    assert_null(lines_next(&lines));
    lines_close(&lines);
    unlink(path);
}

TEST(an_error_is_told_from_the_end)
{
    struct lines lines;
    given("one\n");
    assert_true(lines_open(&lines, path));
    assert_non_null(lines_next(&lines));
    assert_null(lines_next(&lines));
    assert_false(lines.failed);
    lines_close(&lines);
    unlink(path);

    assert_true(lines_open(&lines, "/proc"));
    assert_null(lines_next(&lines));
    assert_true(lines.failed);
    lines_close(&lines);
}

TEST(a_line_that_is_written_in_two_pieces_is_whole_or_not_there_yet)
{
    struct lines lines;
    given("one\ntw");
    assert_true(lines_open(&lines, path));
    assert_string_equal(lines_next(&lines), "one");
    assert_null(lines_next(&lines));
    FILE *file = fopen(path, "a");
    fputs("o\nthree\n", file);
    fclose(file);
    assert_string_equal(lines_next(&lines), "two");
    assert_string_equal(lines_next(&lines), "three");
    assert_null(lines_next(&lines));
    lines_close(&lines);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_up_to_the_size_of_the_buffer),
        cmocka_unit_test(a_missing_file_gives_its_errno),
        cmocka_unit_test(lines_come_one_by_one_without_their_newlines),
        cmocka_unit_test(lines_that_end_without_a_newline_are_known_to_be_cut),
        cmocka_unit_test(a_line_longer_than_the_window_is_passed_over),
        cmocka_unit_test(lines_are_whole_across_the_ends_of_windows),
        cmocka_unit_test(a_line_that_is_written_in_two_pieces_is_whole_or_not_there_yet),
        cmocka_unit_test(an_error_is_told_from_the_end),
    };
    return RUN(tests);
}
