/* SPDX-License-Identifier: Apache-2.0 */
/* Appending reaches a file that is open for it, and nothing else that may have got its number. */
#include "host/raw.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../test.h"

static const struct iovec line = {.iov_base = "line\n", .iov_len = 5};

static int opened(const char *folder, int flags)
{
    char path[64];
    snprintf(path, sizeof path, "%s/spawnrisk-test-XXXXXX", folder);
    int made = mkstemp(path);
    assert_true(made >= 0);
    close(made);
    int fd = open(path, flags);
    assert_true(fd >= 0);
    unlink(path);
    return fd;
}

static off_t size_of(int fd)
{
    struct stat status;
    assert_int_equal(fstat(fd, &status), 0);
    return status.st_size;
}

static void expect_appended(const char *folder)
{
    int fd = opened(folder, O_WRONLY | O_APPEND);
    assert_int_equal(raw_append(fd, &line, 1, line.iov_len), 5);
    assert_int_equal(raw_append(fd, &line, 1, line.iov_len), 5);
    assert_int_equal(size_of(fd), 10);
    close(fd);
}

TEST(lines_are_put_at_the_end_of_a_file_that_is_open_for_appending)
{
    expect_appended("/tmp");
    expect_appended("/dev/shm");
}

TEST(what_a_file_holds_that_is_not_open_for_appending_stays_as_it_was)
{
    char held[8] = "";
    int fd = opened("/tmp", O_RDWR);
    assert_int_equal(write(fd, "theirs", 6), 6);

    (void)raw_append(fd, &line, 1, line.iov_len);

    assert_int_equal(pread(fd, held, sizeof held - 1, 0), size_of(fd) == 6 ? 6 : 7);
    assert_memory_equal(held, "theirs", 7);
    close(fd);
}

static void expect_no_place(int fd)
{
    assert_int_equal(raw_append(fd, &line, 1, line.iov_len), -ESPIPE);
}

TEST(nothing_is_written_to_a_pipe)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    expect_no_place(ends[1]);
    close(ends[0]);
    close(ends[1]);
}

TEST(nothing_is_written_to_a_socket)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    expect_no_place(ends[1]);
    close(ends[0]);
    close(ends[1]);
}

TEST(nothing_is_written_to_a_terminal)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    expect_no_place(terminal);
    close(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_put_at_the_end_of_a_file_that_is_open_for_appending),
        cmocka_unit_test(what_a_file_holds_that_is_not_open_for_appending_stays_as_it_was),
        cmocka_unit_test(nothing_is_written_to_a_pipe),
        cmocka_unit_test(nothing_is_written_to_a_socket),
        cmocka_unit_test(nothing_is_written_to_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
