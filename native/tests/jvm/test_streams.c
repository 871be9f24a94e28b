/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of a child's streams, by the descriptors that the JDK has for them. */
#include "jvm/streams.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../test.h"

static const char *kinds(int input, int output, int error, bool merged)
{
    static char text[STREAM_KINDS_BYTES];
    stream_kinds((int[]){input, output, error}, merged, false, text);
    return text;
}

static const char *kinds_in_a_pipeline(int input, int output, int error)
{
    static char text[STREAM_KINDS_BYTES];
    stream_kinds((int[]){input, output, error}, false, true, text);
    return text;
}

TEST(pipes_are_to_be_made_where_there_is_no_descriptor)
{
    assert_string_equal(kinds(-1, -1, -1, false), "pipe\npipe\npipe");
    assert_string_equal(kinds(-1, -1, -1, true), "pipe\npipe\nmerged");
}

TEST(a_stream_at_its_own_number_is_inherited)
{
    assert_string_equal(kinds(0, 1, 2, false), "inherit\ninherit\ninherit");
    assert_string_equal(kinds(0, 1, 2, true), "inherit\ninherit\nmerged");
}

TEST(files_are_told_by_how_they_are_open)
{
    char name[] = "/tmp/streamsXXXXXX";
    int file = mkstemp(name), end = open(name, O_WRONLY | O_APPEND),
        null = open("/dev/null", O_WRONLY);
    assert_string_equal(kinds(file, file, end, false), "read\nwrite\nappend");
    assert_string_equal(kinds(null, null, null, false), "read\ndiscard\ndiscard");
    close(file);
    close(end);
    close(null);
    unlink(name);
}

TEST(an_end_of_a_pipelines_pipe_is_a_pipe_and_a_named_one_a_file)
{
    int ends[2];
    char folder[] = "/tmp/streamsXXXXXX", name[64];
    assert_int_equal(pipe(ends), 0);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(name, sizeof name, "%s/fifo", folder);
    assert_int_equal(mkfifo(name, 0600), 0);
    int fifo = open(name, O_RDWR);
    assert_string_equal(kinds_in_a_pipeline(ends[0], ends[1], -1), "pipe\npipe\npipe");
    assert_string_equal(kinds_in_a_pipeline(fifo, fifo, -1), "read\nwrite\npipe");
    close(ends[0]);
    close(ends[1]);
    close(fifo);
    unlink(name);
    rmdir(folder);
}

TEST(a_pipe_that_was_opened_by_its_path_is_a_file)
{
    int ends[2];
    char path[64];
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", ends[1]);
    int output = open(path, O_WRONLY);
    assert_string_equal(kinds(-1, output, output, false), "pipe\nwrite\nwrite");
    close(ends[0]);
    close(ends[1]);
    close(output);
}

TEST(a_descriptor_that_is_not_open_is_a_file_all_the_same)
{
    assert_string_equal(kinds(1000000, 1000000, 1000000, false), "read\nwrite\nwrite");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pipes_are_to_be_made_where_there_is_no_descriptor),
        cmocka_unit_test(a_stream_at_its_own_number_is_inherited),
        cmocka_unit_test(files_are_told_by_how_they_are_open),
        cmocka_unit_test(an_end_of_a_pipelines_pipe_is_a_pipe_and_a_named_one_a_file),
        cmocka_unit_test(a_pipe_that_was_opened_by_its_path_is_a_file),
        cmocka_unit_test(a_descriptor_that_is_not_open_is_a_file_all_the_same),
    };
    return RUN(tests);
}
