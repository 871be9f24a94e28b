/* SPDX-License-Identifier: Apache-2.0 */
/* Inherited descriptors: this process's own. */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../test.h"
#include "memory/facts.h"

static struct descriptor_facts facts;

static uint64_t look(void)
{
    int found[DESCRIPTORS_FOUND], from = 0;
    assert_in_range(descriptors_look(&facts, found, &from, false), 1, 128);
    return facts.inherited;
}

static uint64_t told(void)
{
    descriptors_read(&facts, false);
    return facts.inherited;
}

TEST(only_descriptors_without_close_on_exec_are_inherited)
{
    assert_int_equal(look(), 0);
    int closed = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(look(), 0);
    int kept = open("/dev/null", O_RDONLY);
    assert_int_equal(look(), 1);
    assert_false(facts.partial);
    fcntl(kept, F_SETFD, FD_CLOEXEC);
    assert_int_equal(look(), 0);
    close(closed);
    close(kept);
}

TEST(the_best_example_is_a_listening_socket_then_a_pipe_a_socket_and_a_file)
{
    int other = epoll_create1(0), ends[2];
    (void)look();
    assert_int_equal(facts.kind, DESCRIPTOR_OTHER);
    assert_string_equal(facts.path, "anon_inode:[eventpoll]");
    int file = open("/etc/passwd", O_RDONLY);
    (void)look();
    assert_int_equal(facts.kind, DESCRIPTOR_FILE);
    assert_string_equal(facts.path, "/etc/passwd");
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    (void)look();
    assert_int_equal(facts.kind, DESCRIPTOR_SOCKET);
    assert_string_equal(facts.path, "");
    assert_int_equal(pipe(ends), 0);
    (void)look();
    assert_int_equal(facts.kind, DESCRIPTOR_PIPE);
    assert_int_equal(facts.example, ends[0]);
    assert_int_equal(bind(server, &(struct sockaddr){.sa_family = AF_UNIX}, 2), 0);
    assert_int_equal(listen(server, 1), 0);
    assert_int_equal(look(), 5);
    assert_int_equal(facts.kind, DESCRIPTOR_LISTENING_SOCKET);
    assert_int_equal(facts.example, server);
    close(server);
    close(ends[0]);
    close(ends[1]);
    close(file);
    close(other);
}

static int listen_at(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 1), 0);
    return fd;
}

/* As HotSpot makes it: bound under another name, which is then renamed. */
static int listen_as_a_jvm(char path[64])
{
    char before[64];
    (void)snprintf(path, 64, "/tmp/.java_pid%d", getpid());
    (void)snprintf(before, sizeof before, "/tmp/.java_pid%d.tmp", getpid());
    int fd = listen_at(before);
    assert_int_equal(rename(before, path), 0);
    return fd;
}

TEST(the_socket_at_which_a_jvm_hears_who_attaches_is_its_own)
{
    char path[64];
    int own = listen_as_a_jvm(path);
    assert_int_equal(look(), 1);
    assert_int_equal(facts.own, 1);
    int file = open("/etc/passwd", O_RDONLY);
    assert_int_equal(look(), 2);
    assert_int_equal(facts.own, 1);
    assert_int_equal(facts.example, file);
    close(file);
    close(own);
    (void)unlink(path);
}

TEST(a_socket_of_the_applications_beside_it_is_not_and_is_the_example)
{
    char path[64];
    int own = listen_as_a_jvm(path);
    int server = listen_at("/tmp/.java_pid");
    int unnamed = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(listen(unnamed, 1), 0);
    assert_int_equal(look(), 3);
    assert_int_equal(facts.own, 1);
    assert_int_equal(facts.example, server);
    close(own);
    close(server);
    close(unnamed);
    (void)unlink(path);
    (void)unlink("/tmp/.java_pid");
}

/* Of a copy of this program in FOLDER/bin, which opens that file. */
static int own_of_a_program_that_opens(const char *folder, const char *file)
{
    char command[512];
    (void)snprintf(command, sizeof command,
                   "cd %s && mkdir -p bin lib other && touch lib/modules other/modules &&"
                   " cp /proc/%d/exe bin/java && exec bin/java %s/%s",
                   folder, getpid(), folder, file);
    int status = system(command); /* NOLINT(cert-env33-c): a script of the test */
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

TEST(the_modules_beside_the_program_are_a_jvms_own_and_no_other_file_is)
{
    char folder[] = "/tmp/spawnrisk-own-XXXXXX", command[64];
    assert_non_null(mkdtemp(folder));
    assert_int_equal(own_of_a_program_that_opens(folder, "lib/modules"), 1);
    assert_int_equal(own_of_a_program_that_opens(folder, "other/modules"), 0);
    assert_int_equal(own_of_a_program_that_opens(folder, "bin/java"), 0);
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): likewise */
}

TEST(the_jar_of_an_attach_is_its_own_and_no_other_jar_is)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/tmp/.spawnrisk-4cf9d-%d.jar", getpid());
    int own = open(path, O_RDONLY | O_CREAT, 0600);
    (void)look();
    assert_int_equal(facts.own, 1);
    (void)unlink(path);
    (void)look();
    assert_int_equal(facts.own, 1);
    close(own);
    int other = open("/tmp/spawnrisk-other.jar", O_RDONLY | O_CREAT, 0600);
    assert_int_equal(look(), 1);
    assert_int_equal(facts.own, 0);
    close(other);
    (void)unlink("/tmp/spawnrisk-other.jar");
}

TEST(a_high_number_is_found_among_few)
{
    int high = fcntl(0, F_DUPFD, 700);
    assert_int_equal(look(), 1);
    assert_int_equal(facts.example, high);
    close(high);
}

TEST(of_many_the_lowest_are_counted_and_it_is_said_that_there_are_more)
{
    for (int i = 0; i < 200; i++)
        assert_true(dup(0) >= 0);
    assert_int_equal(look(), 88);
    assert_true(facts.partial);
    for (int fd = 3; fd < 203; fd++)
        close(fd);
}

TEST(a_process_without_a_free_descriptor_is_not_told_of)
{
    struct rlimit before, none;
    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
    assert_int_equal(look(), UNKNOWN);
    setrlimit(RLIMIT_NOFILE, &before);
}

TEST(while_as_many_are_open_a_look_is_good_and_then_it_is_renewed)
{
    descriptors_forget();
    assert_int_equal(told(), 0);
    int kept = open("/dev/null", O_RDONLY);
    assert_int_equal(told(), 1);
    close(kept);
    assert_int_equal(told(), 0);
}

static void change_until_nothing_is_told(void)
{
    int spawns = 0;
    for (; told() != UNKNOWN; spawns++) {
        assert_in_range(facts.inherited, 0, 100);
        assert_true(dup(0) >= 0);
        assert_in_range(spawns, 0, 60);
    }
}

TEST(a_process_that_changes_at_each_spawn_runs_out_of_credit_and_no_old_number_is_told)
{
    descriptors_forget();
    change_until_nothing_is_told();
    int more = 0;
    while (told() == UNKNOWN)
        assert_in_range(++more, 0, 200);
    for (int fd = 3; fd < 203; fd++)
        close(fd);
}

TEST(a_tenth_of_a_second_later_there_is_a_new_look)
{
    struct timespec tenth = {.tv_nsec = 101000000};
    descriptors_forget();
    int one = open("/dev/null", O_RDONLY);
    assert_int_equal(told(), 1);
    fcntl(one, F_SETFD, FD_CLOEXEC);
    nanosleep(&tenth, NULL);
    assert_int_equal(told(), 0);
    close(one);
}

#define MANY 12

static void open_many(int fds[MANY])
{
    descriptors_forget();
    for (int i = 0; i < MANY; i++)
        fds[i] = open("/dev/null", O_RDONLY);
    assert_int_equal(told(), MANY);
}

static void close_many(const int fds[MANY])
{
    for (int i = 0; i < MANY; i++)
        close(fds[i]);
}

TEST(descriptors_that_are_all_marked_meanwhile_are_not_told_though_as_many_are_open)
{
    int fds[MANY];
    open_many(fds);
    for (int i = 0; i < MANY; i++)
        fcntl(fds[i], F_SETFD, FD_CLOEXEC);
    assert_int_equal(told(), 0);
    close_many(fds);
}

TEST(any_single_one_of_twelve_that_is_marked_meanwhile_is_not_told)
{
    for (int marked = 0; marked < MANY; marked++) {
        int fds[MANY];
        open_many(fds);
        fcntl(fds[marked], F_SETFD, FD_CLOEXEC);
        assert_int_equal(told(), MANY - 1);
        close_many(fds);
    }
}

TEST(one_that_is_closed_where_a_marked_one_is_opened_is_not_told)
{
    int fds[MANY];
    open_many(fds);
    close(fds[5]);
    fds[5] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(told(), MANY - 1);
    close_many(fds);
}

TEST(of_more_than_can_be_looked_at_the_example_is_asked_again)
{
    descriptors_forget();
    for (int i = 0; i < 200; i++)
        assert_true(dup(0) >= 0);
    assert_int_equal(told(), 88);
    fcntl(facts.example, F_SETFD, FD_CLOEXEC);
    assert_int_equal(told(), 87);
    for (int fd = 3; fd < 203; fd++)
        close(fd);
}

TEST(one_beyond_many_that_are_marked_is_found_at_a_later_spawn_and_told_from_then_on)
{
    descriptors_forget();
    for (int i = 0; i < 200; i++)
        assert_true(fcntl(0, F_DUPFD_CLOEXEC, 0) >= 0);
    int leak = fcntl(0, F_DUPFD, 700), spawns = 1;
    while (told() == 0 && spawns < 5)
        assert_true(facts.partial), spawns++;
    for (int i = 0; i < 3; i++)
        assert_int_equal(told(), 1);
    assert_int_equal(facts.example, leak);
    assert_true(facts.partial);
    close(leak);
    for (int fd = 3; fd < 203; fd++)
        close(fd);
}

TEST(where_none_of_many_is_inherited_they_are_looked_at_again_by_turns)
{
    descriptors_forget();
    for (int i = 0; i < 200; i++)
        assert_true(fcntl(0, F_DUPFD_CLOEXEC, 0) >= 0);
    for (int i = 0; i < 400; i++)
        assert_int_equal(told(), 0);
    fcntl(100, F_SETFD, 0);
    int spawns = 0;
    while (told() == 0)
        assert_in_range(++spawns, 1, 400);
    assert_int_equal(facts.example, 100);
    for (int fd = 3; fd < 203; fd++)
        close(fd);
}

#define THREADS 8

static atomic_int torn;

/* A descriptor may be closed between the two questions about it: then it is of no kind. */
static bool is_whole(const struct descriptor_facts *seen)
{
    bool is_file = seen->kind == DESCRIPTOR_FILE && strcmp(seen->path, "/dev/null") == 0;
    bool was_closed = seen->kind == DESCRIPTOR_OTHER && *seen->path == '\0';
    return !is_known(seen->inherited) || (seen->inherited <= THREADS && (is_file || was_closed));
}

static void *open_and_read(void *unused)
{
    for (int i = 0; i < 500; i++) {
        struct descriptor_facts seen;
        int kept = open("/dev/null", O_RDONLY), closed = open("/dev/null", O_RDONLY | O_CLOEXEC);
        descriptors_read(&seen, false);
        torn += !is_whole(&seen);
        close(kept);
        close(closed);
    }
    return unused;
}

TEST(threads_that_read_at_once_are_told_whole_facts)
{
    pthread_t threads[THREADS];
    descriptors_forget();
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, open_and_read, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(torn, 0);
}

/* What the test's own caller left open is not what is tested. */
static int close_the_callers(void **state)
{
    (void)state;
    for (int fd = 3; fd < 1024; fd++)
        close(fd);
    return 0;
}

static int own_of(const char *file)
{
    int found[DESCRIPTORS_FOUND], from = 0;
    if (open(file, O_RDONLY) < 0)
        return -1;
    (void)descriptors_look(&facts, found, &from, false);
    return (int)facts.own;
}

int main(int count, char *arguments[])
{
    if (count > 1)
        return own_of(arguments[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_descriptors_without_close_on_exec_are_inherited),
        cmocka_unit_test(the_best_example_is_a_listening_socket_then_a_pipe_a_socket_and_a_file),
        cmocka_unit_test(the_socket_at_which_a_jvm_hears_who_attaches_is_its_own),
        cmocka_unit_test(a_socket_of_the_applications_beside_it_is_not_and_is_the_example),
        cmocka_unit_test(the_modules_beside_the_program_are_a_jvms_own_and_no_other_file_is),
        cmocka_unit_test(the_jar_of_an_attach_is_its_own_and_no_other_jar_is),
        cmocka_unit_test(a_high_number_is_found_among_few),
        cmocka_unit_test(of_many_the_lowest_are_counted_and_it_is_said_that_there_are_more),
        cmocka_unit_test(a_process_without_a_free_descriptor_is_not_told_of),
        cmocka_unit_test(while_as_many_are_open_a_look_is_good_and_then_it_is_renewed),
        cmocka_unit_test(
            a_process_that_changes_at_each_spawn_runs_out_of_credit_and_no_old_number_is_told),
        cmocka_unit_test(a_tenth_of_a_second_later_there_is_a_new_look),
        cmocka_unit_test(
            descriptors_that_are_all_marked_meanwhile_are_not_told_though_as_many_are_open),
        cmocka_unit_test(any_single_one_of_twelve_that_is_marked_meanwhile_is_not_told),
        cmocka_unit_test(one_that_is_closed_where_a_marked_one_is_opened_is_not_told),
        cmocka_unit_test(of_more_than_can_be_looked_at_the_example_is_asked_again),
        cmocka_unit_test(
            one_beyond_many_that_are_marked_is_found_at_a_later_spawn_and_told_from_then_on),
        cmocka_unit_test(where_none_of_many_is_inherited_they_are_looked_at_again_by_turns),
        cmocka_unit_test(threads_that_read_at_once_are_told_whole_facts),
    };
    return cmocka_run_group_tests(tests, close_the_callers, NULL);
}
