/* SPDX-License-Identifier: Apache-2.0 */
/* The log file: whole lines, nobody else's file, and losses that are told. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "host/stretch.h"
#include "log/log.h"

static char folder[] = "/tmp/spawnrisk-test-XXXXXX";
static const struct origin origin = {.pid = 41, .tid = 41, .start = 99};

static const char *in_folder(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *content(const char *name)
{
    static char text[8192];
    FILE *file = fopen(in_folder(name), "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

TEST(lines_are_appended_to_a_file_that_only_its_owner_reads)
{
    assert_int_equal(log_to(in_folder("log")), 0);
    log_append(&origin, "one\n", 4);
    log_append(&origin, "two\n", 4);
    struct stat status;
    assert_int_equal(stat(in_folder("log"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_string_equal(content("log"), "one\ntwo\n");
}

TEST(in_a_folder_each_process_has_a_file_of_its_own)
{
    struct origin other = {.pid = 42, .tid = 42, .start = 100};
    assert_int_equal(log_to(folder), 0);
    log_append(&origin, "a\n", 2);
    log_append(&other, "b\n", 2);
    assert_string_equal(content("spawnrisk-41-99.jsonl"), "a\n");
    assert_string_equal(content("spawnrisk-42-100.jsonl"), "b\n");
}

TEST(a_guests_log_that_was_left_gets_no_more_lines_until_it_is_chosen_again)
{
    assert_int_equal(log_for(0, in_folder("left")), 0);
    log_append(&origin, "one\n", 4);
    log_leave(0);
    assert_false(log_is_open());
    log_append(&origin, "two\n", 4);
    assert_string_equal(content("left"), "one\n");
    assert_int_equal(log_for(0, in_folder("left")), 0);
    log_append(&origin, "three\n", 6);
    assert_string_equal(content("left"), "one\nthree\n");
    log_leave(0);
}

static void append_line(const char *line)
{
    log_append(&origin, line, strlen(line));
}

TEST(whichever_guest_leaves_first_the_lines_go_to_the_latest_who_stays)
{
    assert_int_equal(log_to(in_folder("own")), 0);
    assert_int_equal(log_for(1, in_folder("one")), 0);
    append_line("a\n");
    assert_int_equal(log_for(0, in_folder("nought")), 0);
    append_line("b\n");
    log_leave(1);
    append_line("c\n");
    assert_int_equal(log_for(1, in_folder("one")), 0);
    append_line("d\n");
    log_leave(1);
    append_line("e\n");
    log_leave(0);
    append_line("f\n");
    assert_string_equal(content("own"), "f\n");
    assert_string_equal(content("one"), "a\nd\n");
    assert_string_equal(content("nought"), "b\nc\ne\n");
}

TEST(a_log_that_cannot_be_written_leaves_the_one_that_is_there)
{
    assert_int_equal(log_to(in_folder("stays")), 0);
    assert_int_equal(log_to(in_folder("none/log")), ENOENT);
    assert_int_equal(log_for(0, in_folder("none/log")), ENOENT);
    for (int i = 0; i < 9; i++)
        assert_int_equal(log_for(1, in_folder("guests")), 0);
    append_line("a\n");
    log_leave(1);
    append_line("b\n");
    assert_string_equal(content("guests"), "a\n");
    assert_string_equal(content("stays"), "b\n");
}

TEST(a_symbolic_link_is_not_followed)
{
    assert_int_equal(symlink("/etc/hostname", in_folder("link")), 0);
    assert_int_equal(log_to(in_folder("link")), ELOOP);
}

TEST(a_file_with_a_second_name_is_refused)
{
    char first[128];
    strcpy(first, in_folder("first"));
    close(open(first, O_CREAT | O_WRONLY, 0600));
    assert_int_equal(link(first, in_folder("second")), 0);
    assert_int_equal(log_to(in_folder("second")), EPERM);
}

TEST(a_fifo_is_refused_without_waiting_for_its_reader)
{
    assert_int_equal(mkfifo(in_folder("fifo"), 0600), 0);
    assert_int_equal(log_to(in_folder("fifo")), ENXIO);
}

TEST(a_missing_folder_is_told_at_the_start)
{
    assert_int_equal(log_to(in_folder("none/log")), ENOENT);
    assert_int_equal(log_to(in_folder("none/")), ENOENT);
}

TEST(a_path_that_is_too_long_is_refused)
{
    char path[2000];
    memset(path, 'x', sizeof path - 1);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    assert_int_equal(log_to(path), ENAMETOOLONG);
}

TEST(a_line_that_the_file_size_limit_forbids_is_lost_and_told_without_a_signal)
{
    struct rlimit old, low = {10, RLIM_INFINITY};
    getrlimit(RLIMIT_FSIZE, &old);
    low.rlim_max = old.rlim_max;
    assert_int_equal(log_to(in_folder("limited")), 0);
    log_append(&origin, "12345\n", 6);

    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    log_append(&origin, "lost1\n", 6);
    log_append(&origin, "lost2\n", 6);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_string_equal(content("limited"), "12345\n");

    log_append(&origin, "67890\n", 6);
    assert_non_null(strstr(content("limited"), "67890\n{\"schema\":1,\"event\":\"loss\""));
    assert_non_null(strstr(content("limited"), "\"lost\":2,\"why\":\"EFBIG\"}\n"));
}

static void append_one(void *unused)
{
    (void)unused;
    log_append(&origin, "123456789\n", 10);
}

static pid_t writer(void)
{
    const struct rlimit low = {200, 200};
    pid_t child = fork();
    if (child != 0)
        return child;
    signal(SIGXFSZ, SIG_DFL);
    setrlimit(RLIMIT_FSIZE, &low);
    for (int i = 0; i < 20; i++)
        stretch_run(append_one, NULL);
    _exit(0);
}

/* Another may have written since the size was looked at. */
TEST(writers_that_reach_the_file_size_limit_at_once_get_no_signal)
{
    for (int round = 0; round < 100; round++) {
        pid_t writers[4];
        unlink(in_folder("raced"));
        assert_int_equal(log_to(in_folder("raced")), 0);
        for (int i = 0; i < 4; i++)
            writers[i] = writer();
        for (int i = 0; i < 4; i++) {
            int status;
            assert_int_equal(waitpid(writers[i], &status, 0), writers[i]);
            assert_int_equal(status, 0);
        }
    }
}

TEST(blanks_keep_a_line_within_one_page_of_the_file)
{
    char line[1500];
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\n';
    assert_int_equal(log_to(in_folder("paged")), 0);

    for (int i = 0; i < 3; i++)
        log_append(&origin, line, sizeof line);

    const char *text = content("paged");
    assert_int_equal(strlen(text), 4096 + sizeof line);
    assert_int_equal(strspn(text + 2 * sizeof line, " "), 4096 - 2 * sizeof line);
    assert_memory_equal(text + 4096, line, sizeof line);
}

TEST(a_line_too_long_for_blanks_is_written_as_it_is)
{
    char line[3000];
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\n';
    assert_int_equal(log_to(in_folder("long")), 0);

    log_append(&origin, line + 1000, sizeof line - 1000);
    log_append(&origin, line, sizeof line);

    assert_int_equal(strlen(content("long")), 2 * sizeof line - 1000);
}

TEST(no_descriptor_stays_open)
{
    assert_int_equal(log_to(in_folder("log")), 0);
    int before = dup(0);
    log_append(&origin, "x\n", 2);
    int after = dup(0);
    assert_int_equal(after, before + 1);
    close(before);
    close(after);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"log",
                                        "spawnrisk-41-99.jsonl",
                                        "spawnrisk-42-100.jsonl",
                                        "link",
                                        "first",
                                        "left",
                                        "second",
                                        "fifo",
                                        "limited",
                                        "raced",
                                        "paged",
                                        "long",
                                        "own",
                                        "one",
                                        "nought",
                                        "stays",
                                        "guests"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(in_folder(names[i]));
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* First: the process has no log of its own then. */
        cmocka_unit_test(a_guests_log_that_was_left_gets_no_more_lines_until_it_is_chosen_again),
        cmocka_unit_test(lines_are_appended_to_a_file_that_only_its_owner_reads),
        cmocka_unit_test(in_a_folder_each_process_has_a_file_of_its_own),
        cmocka_unit_test(whichever_guest_leaves_first_the_lines_go_to_the_latest_who_stays),
        cmocka_unit_test(a_log_that_cannot_be_written_leaves_the_one_that_is_there),
        cmocka_unit_test(a_symbolic_link_is_not_followed),
        cmocka_unit_test(a_file_with_a_second_name_is_refused),
        cmocka_unit_test(a_fifo_is_refused_without_waiting_for_its_reader),
        cmocka_unit_test(a_missing_folder_is_told_at_the_start),
        cmocka_unit_test(a_path_that_is_too_long_is_refused),
        cmocka_unit_test(a_line_that_the_file_size_limit_forbids_is_lost_and_told_without_a_signal),
        cmocka_unit_test(writers_that_reach_the_file_size_limit_at_once_get_no_signal),
        cmocka_unit_test(blanks_keep_a_line_within_one_page_of_the_file),
        cmocka_unit_test(a_line_too_long_for_blanks_is_written_as_it_is),
        cmocka_unit_test(no_descriptor_stays_open),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
