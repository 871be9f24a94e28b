/* SPDX-License-Identifier: Apache-2.0 */
/* Which processes are in the kernel's first user namespace, from namespaces made here. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "memory/facts.h"
#include "waiting_child.h"

static void leave_user_namespace(void)
{
    if (unshare(CLONE_NEWUSER) != 0)
        _exit(1);
}

TEST(a_process_of_another_user_namespace_is_told_apart_from_outside)
{
    int ready;
    if (process_is_in_first_user_namespace(PROCESS_SELF) != 1 || geteuid() != 0)
        skip();
    pid_t child = start(leave_user_namespace, &ready);
    uint64_t in_first = process_is_in_first_user_namespace(child);
    bool has_users = process_has_users_of_the_machine(child);
    end(child, ready);
    assert_int_equal(in_first, 0);
    assert_false(has_users);
}

/* As for a container whose users are the host's: nothing but the namespace's number differs. */
TEST(a_user_namespace_that_maps_each_user_to_itself_is_not_the_first)
{
    static const char map[] = "0 0 4294967295\n";
    char path[64];
    int ready;
    if (process_is_in_first_user_namespace(PROCESS_SELF) != 1 || geteuid() != 0)
        skip(); /* to map all users is root's of the first namespace */
    pid_t child = start(leave_user_namespace, &ready);
    snprintf(path, sizeof path, "/proc/%d/uid_map", (int)child);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t written = write(fd, map, sizeof map - 1);
    close(fd);
    uint64_t in_first = process_is_in_first_user_namespace(child);
    bool has_users = process_has_users_of_the_machine(child);
    end(child, ready);
    assert_true(has_users);
    assert_int_equal(written, sizeof map - 1);
    assert_int_equal(in_first, 0);
}

static void become_another_user(void)
{
    if (setuid(64999) != 0)
        _exit(1);
}

/* Without the right to trace it the namespace can't be seen, and both kinds have the same map. */
TEST(whether_a_strangers_namespace_is_the_first_is_unknown)
{
    int ready, status;
    if (process_is_in_first_user_namespace(PROCESS_SELF) != 1 || geteuid() != 0)
        skip(); /* setuid is root's */
    pid_t parent = getpid();
    pid_t asker = fork();
    if (asker == 0) {
        become_another_user();
        _exit(process_is_in_first_user_namespace(parent) != UNKNOWN);
    }
    waitpid(asker, &status, 0);
    assert_int_equal(status, 0);

    pid_t child = start(leave_user_namespace, &ready);
    asker = fork();
    if (asker == 0) {
        become_another_user();
        _exit(process_is_in_first_user_namespace(child) != 0);
    }
    waitpid(asker, &status, 0);
    end(child, ready);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_of_another_user_namespace_is_told_apart_from_outside),
        cmocka_unit_test(a_user_namespace_that_maps_each_user_to_itself_is_not_the_first),
        cmocka_unit_test(whether_a_strangers_namespace_is_the_first_is_unknown),
    };
    return RUN(tests);
}
