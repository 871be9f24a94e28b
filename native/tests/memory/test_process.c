/* SPDX-License-Identifier: Apache-2.0 */
/* The process's own facts, from a kernel's text and from the running kernel. */
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../kernel_text.h"
#include "memory/facts.h"
#include "waiting_child.h"

TEST(status_of_linux_6_18_gives_every_fact)
{
    struct process_facts process;
    process_parse_status(&process, kernel_text("linux-6.18/status"));
    assert_string_equal(process.name, "cat");
    assert_int_equal(process.commit_charge, (360 + 132) * 1024);
    assert_int_equal(process.virtual_size, 3060 * 1024);
    assert_int_equal(process.swap, 0);
    assert_int_equal(process.page_tables, 44 * 1024);
    assert_int_equal(process.hugetlb, 0);
    assert_int_equal(process.pinned, 0);
    assert_int_equal(process.threads, 1);
    assert_int_equal(process.sys_admin, 1);
}

TEST(the_largest_area_is_unknown_without_a_walk)
{
    struct process_facts process;
    process_parse_status(&process, kernel_text("linux-6.18/status"));
    assert_int_equal(process.largest_area, UNKNOWN);
}

TEST(an_empty_status_gives_no_fact)
{
    struct process_facts process;
    process_parse_status(&process, "");
    assert_string_equal(process.name, "");
    assert_int_equal(process.commit_charge, UNKNOWN);
    assert_int_equal(process.private_anonymous, UNKNOWN);
    assert_int_equal(process.threads, UNKNOWN);
    assert_int_equal(process.sys_admin, UNKNOWN);
}

TEST(a_process_without_the_capability_is_told_apart)
{
    struct process_facts process;
    process_parse_status(&process, "CapEff:\t00000000a80425fb\n");
    assert_int_equal(process.sys_admin, 0);
}

TEST(touched_anonymous_memory_is_charged_and_exposed)
{
    const size_t bytes = 67 * MIB;
    struct process_facts before, after;
    process_read(&before, PROCESS_SELF);

    void *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(area, MAP_FAILED);
    fill_pages(area, bytes);
    process_read(&after, PROCESS_SELF);

    assert_in_range(after.commit_charge - before.commit_charge, bytes, bytes + MIB);
    assert_in_range(after.private_anonymous - before.private_anonymous, bytes - MIB, bytes + MIB);
    munmap(area, bytes);
}

TEST(shared_memory_is_neither_charged_nor_exposed)
{
    const size_t bytes = 67 * MIB;
    struct process_facts before, after;
    process_read(&before, PROCESS_SELF);

    void *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(area, MAP_FAILED);
    fill_pages(area, bytes);
    process_read(&after, PROCESS_SELF);

    assert_true(after.commit_charge - before.commit_charge < MIB);
    assert_true(after.private_anonymous - before.private_anonymous < MIB);
    assert_true(after.rss - before.rss > bytes - MIB);
    munmap(area, bytes);
}

static void touch_more(void)
{
    void *area = mmap(NULL, 67 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    fill_pages(area, 67 * MIB);
}

TEST(another_process_has_its_own_figures)
{
    struct process_facts own, others;
    int ready;
    pid_t child = start(touch_more, &ready);
    process_read(&own, PROCESS_SELF);
    process_read(&others, child);
    end(child, ready);

    assert_in_range(others.commit_charge - own.commit_charge, 66 * MIB, 68 * MIB);
    assert_string_equal(others.name, own.name);
    assert_int_equal(others.threads, 1);
}

TEST(a_process_that_has_ended_gives_no_fact)
{
    struct process_facts process;
    int ready;
    pid_t child = start(touch_more, &ready);
    end(child, ready);
    process_read(&process, child);
    assert_int_equal(process.commit_charge, UNKNOWN);
    assert_int_equal(process.threads, UNKNOWN);
    assert_int_equal(process_is_in_first_user_namespace(child), UNKNOWN);
}

static void *stay(void *nothing)
{
    for (;;)
        pause();
    return nothing;
}

static void *touch_and_tell(void *descriptor)
{
    /* The main thread ends meanwhile. */
    for (int tries = 0; tries < 1000; tries++) {
        char stat[64] = "";
        int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
        (void)!read(fd, stat, sizeof stat - 1);
        close(fd);
        if (strstr(stat, ") Z ") != NULL)
            break;
        usleep(1000);
    }
    touch_more();
    (void)!write(*(int *)descriptor, "r", 1);
    return stay(NULL);
}

TEST(another_process_whose_main_thread_has_ended_still_has_its_facts)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, touch_and_tell, &ends[1]);
        syscall(SYS_exit, 0);
    }
    char said;
    assert_int_equal(read(ends[0], &said, 1), 1);
    struct process_facts process;
    process_read(&process, child);
    end(child, ends[0]);
    close(ends[1]);

    assert_in_range(process.private_anonymous, 67 * MIB, 80 * MIB);
}

/* "Groups:" then fills the part of status that is read at once, or cuts what stands behind it. */
static int facts_of_one_in_groups(size_t count)
{
    static gid_t groups[400];
    struct process_facts process;
    for (size_t i = 0; i < count; i++)
        groups[i] = 4000000000U + (gid_t)i;
    if (setgroups(count, groups) != 0)
        return 2;
    process_read(&process, PROCESS_SELF);
    return is_known(process.commit_charge) && is_known(process.private_anonymous) &&
                   is_known(process.swap) && is_known(process.page_tables) &&
                   is_known(process.hugetlb) && process.threads == 1 && process.user == getuid() &&
                   is_known(process.sys_admin) && is_known(process.sys_resource)
               ? 0
               : 1;
}

TEST(a_process_in_many_groups_has_every_fact)
{
    if (getuid() != 0)
        skip(); /* setgroups is root's */
    for (size_t count = 0; count <= 400; count++) {
        int status;
        pid_t child = fork();
        if (child == 0)
            _exit(facts_of_one_in_groups(count));
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_in_many_groups_has_every_fact),
        cmocka_unit_test(status_of_linux_6_18_gives_every_fact),
        cmocka_unit_test(the_largest_area_is_unknown_without_a_walk),
        cmocka_unit_test(an_empty_status_gives_no_fact),
        cmocka_unit_test(a_process_without_the_capability_is_told_apart),
        cmocka_unit_test(touched_anonymous_memory_is_charged_and_exposed),
        cmocka_unit_test(shared_memory_is_neither_charged_nor_exposed),
        cmocka_unit_test(another_process_has_its_own_figures),
        cmocka_unit_test(a_process_that_has_ended_gives_no_fact),
        cmocka_unit_test(another_process_whose_main_thread_has_ended_still_has_its_facts),
    };
    return RUN(tests);
}
