/* SPDX-License-Identifier: Apache-2.0 */
/* What a fork is charged and copies, by texts of kernels and by the kernel that runs. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../kernel_text.h"
#include "memory/areas.h"
#include "memory/facts.h"

/* Numbers of pages that no accident produces. */
#define PAGE       4096UL
#define SOME_PAGES (7919 * PAGE)
#define TRIES      400
#define HUGE_2MIB  (21 << 26) /* MAP_HUGE_2MB (linux/mman.h) */

/* Whole lines, as lines_next gives them. */
static bool parse(struct area_facts *areas, const char *text)
{
    static char copy[16384];
    struct area_sums sums;
    strcpy(copy, text);
    areas_begin(&sums);
    char *end;
    for (char *line = copy; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        areas_parse_line(&sums, line);
    }
    return areas_end(&sums, areas);
}

#define AREA(kib, anonymous, flags)                                                                \
    "7f0000000000-7f0000004000 rw-p 00000000 00:00 0 \n"                                           \
    "Size:   " kib " kB\nRss:    " anonymous " kB\nAnonymous:    " anonymous " kB\n"               \
    "AnonHugePages:   0 kB\nShared_Hugetlb:   0 kB\nPrivate_Hugetlb:   0 kB\nSwap:   4 kB\n"       \
    "VmFlags: " flags " \n"

TEST(only_accountable_areas_that_a_child_inherits_are_charged)
{
    struct area_facts areas;
    assert_true(parse(&areas, AREA("16", "8", "rd wr mr mw me ac sd")
                                  AREA("32", "0", "rd wr mr mw me nr sd")
                                      AREA("64", "0", "rd wr mr mw me dc ac sd")));
    assert_int_equal(areas.commit_charge, 16 * 1024);
    assert_int_equal(areas.largest_area, 16 * 1024);
    assert_int_equal(areas.count, 3);
}

TEST(what_a_child_does_not_get_is_not_copied_though_a_wiped_area_is_charged)
{
    struct area_facts areas;
    assert_true(parse(&areas, AREA("64", "16", "rd wr mr mw me ac dc sd")
                                  AREA("32", "8", "rd wr mr mw me ac wf sd")));
    assert_int_equal(areas.commit_charge, 32 * 1024);
    assert_int_equal(areas.private_anonymous, 0);
    assert_int_equal(areas.swap, 0);
    assert_int_equal(areas.kept_back, (16 + 4 + 8 + 4) * 1024);
}

TEST(a_shared_area_is_resident_and_nothing_else)
{
    struct area_facts areas;
    assert_true(parse(&areas, AREA("64", "16", "rd wr sh mr mw me ms sd")
                                  AREA("32", "8", "rd mr me ms sd")));
    assert_int_equal(areas.commit_charge, 0);
    assert_int_equal(areas.private_anonymous, 0);
    assert_int_equal(areas.swap, 0);
    assert_int_equal(areas.shared, 24 * 1024);
}

TEST(flags_are_words_and_not_parts_of_words)
{
    struct area_facts areas;
    assert_true(parse(&areas, AREA("64", "16", "rd wr mr mw me acdc dca xwf")));
    assert_int_equal(areas.commit_charge, 0);
    assert_int_equal(areas.private_anonymous, 16 * 1024);
}

TEST(what_the_kernel_does_not_tell_of_one_area_is_not_known_of_the_sum)
{
    struct area_facts areas;
    assert_true(parse(&areas, AREA("16", "8", "rd wr mr mw me ac") "Size:  4 kB\nVmFlags: ac\n"));
    assert_int_equal(areas.commit_charge, 20 * 1024);
    assert_int_equal(areas.private_anonymous, UNKNOWN);
    assert_true(parse(&areas, "Rss:  4 kB\nVmFlags: ac\n" AREA("16", "8", "rd wr mr mw me ac")));
    assert_int_equal(areas.commit_charge, UNKNOWN);
    assert_int_equal(areas.largest_area, UNKNOWN);
}

TEST(numbers_that_do_not_fit_are_unknown)
{
    struct area_facts areas;
    assert_true(parse(&areas, AREA("18014398509481983", "0", "ac") AREA("4", "0", "ac")));
    assert_int_equal(areas.commit_charge, UNKNOWN);
    assert_true(parse(&areas, AREA("99999999999999999999999", "0", "ac")));
    assert_int_equal(areas.largest_area, UNKNOWN);
}

static void assert_nothing_is_known(const struct area_facts *areas)
{
    assert_int_equal(areas->commit_charge, UNKNOWN);
    assert_int_equal(areas->largest_area, UNKNOWN);
    assert_int_equal(areas->largest_withheld, UNKNOWN);
    assert_int_equal(areas->private_anonymous, UNKNOWN);
    assert_int_equal(areas->swap, UNKNOWN);
    assert_int_equal(areas->huge, UNKNOWN);
    assert_int_equal(areas->hugetlb, UNKNOWN);
    assert_int_equal(areas->shared, UNKNOWN);
    assert_int_equal(areas->kept_back, UNKNOWN);
    assert_int_equal(areas->count, UNKNOWN);
}

TEST(a_text_that_ends_within_an_area_gives_nothing)
{
    static const char first[] = AREA("16", "8", "rd wr mr mw me ac"), second[] = AREA("8", "4", "");
    const size_t header = strcspn(second, "\n") + 1;
    char cut[sizeof first + sizeof second];
    struct area_facts areas;
    for (size_t length = header; length < sizeof second - 1; length++) {
        memcpy(cut, first, sizeof first - 1);
        memcpy(cut + sizeof first - 1, second, length);
        cut[sizeof first - 1 + length] = '\0';
        assert_false(parse(&areas, cut));
        assert_nothing_is_known(&areas);
    }
    assert_false(parse(&areas, ""));
    assert_nothing_is_known(&areas);
}

/* A program with an area of each kind. 6.1, 6.12 and 6.18 wrote theirs; those of the older ones are
 * 6.1's without the lines that came later (Pss_Dirty 6.0, FilePmdMapped 5.4, THPeligible 5.0). */
TEST(smaps_of_each_kernel_are_summed)
{
    static const struct {
        const char *file;
        uint64_t count, anonymous;
    } kernels[] = {
        {"linux-4.18/smaps", 16, 1836}, {"linux-5.10/smaps", 16, 1836},
        {"linux-5.15/smaps", 16, 1836}, {"linux-6.1/smaps", 16, 1836},
        {"linux-6.12/smaps", 16, 1840}, {"linux-6.18/smaps", 18, 1840},
    };
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        struct area_facts areas;
        assert_true(parse(&areas, kernel_text(kernels[i].file)));
        assert_int_equal(areas.commit_charge, 4780 * 1024);
        assert_int_equal(areas.largest_area, 601 * PAGE);
        assert_int_equal(areas.private_anonymous, kernels[i].anonymous * 1024);
        assert_int_equal(areas.kept_back, (7 + 5) * PAGE);
        assert_int_equal(areas.shared, 53 * PAGE);
        assert_int_equal(areas.count, kernels[i].count);
    }
}

/* A copy by the bare system call: no handler of the C library maps anything in it. */
static pid_t held_child(void)
{
    pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0)
        for (;;)
            pause();
    assert_true(child > 0);
    return child;
}

static void end_child(pid_t child)
{
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static uint64_t committed(void)
{
    struct system_facts system;
    system_read(&system);
    return system.committed;
}

/* Other processes change the sum too, but not by the same bytes in each of the tries. Since 5.9
 * the file holds the exact sum (vm_memory_committed, mm/util.c). */
static bool a_fork_adds(uint64_t bytes)
{
    for (int i = 0; i < TRIES; i++) {
        uint64_t before = committed();
        pid_t child = held_child();
        uint64_t after = committed();
        end_child(child);
        if (after - before == bytes)
            return true;
    }
    return false;
}

static struct area_facts areas_of(pid_t pid)
{
    struct area_facts areas;
    assert_true(areas_read(&areas, pid));
    return areas;
}

static void *map(size_t bytes, int protection, int flags)
{
    void *area = mmap(NULL, bytes, protection, MAP_ANONYMOUS | flags, -1, 0);
    assert_ptr_not_equal(area, MAP_FAILED);
    return area;
}

/* By how much an area changes what a fork of this process is charged, and what it copies; and that
 * the kernel says the same of a child. */
static void assert_it_costs(void *area, size_t bytes, uint64_t charge, uint64_t copied)
{
    struct area_facts with, of_child, without;
    assert_true(areas_read(&with, PROCESS_SELF));
    pid_t child = held_child();
    of_child = areas_of(child);
    end_child(child);
    assert_int_equal(of_child.commit_charge, with.commit_charge);
    assert_int_equal(of_child.largest_area, with.largest_area);
    assert_true(a_fork_adds(with.commit_charge));
    munmap(area, bytes);
    assert_true(areas_read(&without, PROCESS_SELF));
    assert_int_equal(with.commit_charge - without.commit_charge, charge);
    assert_in_range(with.private_anonymous - without.private_anonymous + 16 * PAGE, copied,
                    copied + 32 * PAGE);
}

#define READ_WRITE (PROT_READ | PROT_WRITE)

static bool policy_is(enum overcommit_policy policy)
{
    struct system_facts system;
    system_read(&system);
    return system.overcommit_policy == policy;
}

TEST(untouched_memory_is_charged_and_not_copied)
{
    assert_it_costs(map(SOME_PAGES, READ_WRITE, MAP_PRIVATE), SOME_PAGES, SOME_PAGES, 0);
}

TEST(touched_memory_is_charged_and_copied)
{
    void *area = map(SOME_PAGES, READ_WRITE, MAP_PRIVATE);
    memset(area, 1, SOME_PAGES);
    assert_it_costs(area, SOME_PAGES, SOME_PAGES, SOME_PAGES);
}

TEST(memory_without_reserve_is_copied_and_not_charged)
{
    void *area = map(SOME_PAGES, READ_WRITE, MAP_PRIVATE | MAP_NORESERVE);
    memset(area, 1, SOME_PAGES);
    assert_it_costs(area, SOME_PAGES, policy_is(OVERCOMMIT_NEVER) ? SOME_PAGES : 0, SOME_PAGES);
}

TEST(shared_memory_is_neither_charged_nor_copied)
{
    void *area = map(SOME_PAGES, READ_WRITE, MAP_SHARED);
    memset(area, 1, SOME_PAGES);
    assert_it_costs(area, SOME_PAGES, 0, 0);
}

TEST(inaccessible_memory_is_charged_from_when_it_is_made_writable)
{
    char *area = map(2 * SOME_PAGES, PROT_NONE, MAP_PRIVATE);
    assert_int_equal(mprotect(area, SOME_PAGES, READ_WRITE), 0);
    assert_it_costs(area, 2 * SOME_PAGES, SOME_PAGES, 0);
}

TEST(memory_that_was_written_stays_charged_when_it_is_made_readonly)
{
    void *area = map(SOME_PAGES, READ_WRITE, MAP_PRIVATE);
    memset(area, 1, SOME_PAGES);
    assert_int_equal(mprotect(area, SOME_PAGES, PROT_READ), 0);
    assert_it_costs(area, SOME_PAGES, SOME_PAGES, SOME_PAGES);
}

TEST(memory_that_no_child_inherits_is_neither_charged_nor_copied)
{
    void *area = map(SOME_PAGES, READ_WRITE, MAP_PRIVATE);
    memset(area, 1, SOME_PAGES);
    assert_int_equal(madvise(area, SOME_PAGES, MADV_DONTFORK), 0);
    assert_it_costs(area, SOME_PAGES, 0, 0);
}

TEST(memory_that_is_wiped_in_a_child_is_charged_and_not_copied)
{
    void *area = map(SOME_PAGES, READ_WRITE, MAP_PRIVATE);
    memset(area, 1, SOME_PAGES);
    assert_int_equal(madvise(area, SOME_PAGES, MADV_WIPEONFORK), 0);
    assert_it_costs(area, SOME_PAGES, SOME_PAGES, 0);
}

TEST(private_pages_of_a_file_are_copied_where_they_were_written)
{
    const size_t written = 1009 * PAGE;
    int file = memfd_create("file", MFD_CLOEXEC);
    assert_int_equal(ftruncate(file, SOME_PAGES), 0);
    void *area = mmap(NULL, SOME_PAGES, READ_WRITE, MAP_PRIVATE, file, 0);
    assert_ptr_not_equal(area, MAP_FAILED);
    memset(area, 1, written);
    assert_it_costs(area, SOME_PAGES, SOME_PAGES, written);
    close(file);
}

TEST(huge_pages_are_not_charged)
{
    const size_t bytes = 4 * MIB;
    void *area =
        mmap(NULL, bytes, READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | HUGE_2MIB, -1, 0);
    if (area == MAP_FAILED)
        skip(); /* The machine has none to give (vm.nr_hugepages). */
    memset(area, 1, bytes);
    struct area_facts with, without;
    assert_true(areas_read(&with, PROCESS_SELF));
    assert_true(a_fork_adds(with.commit_charge));
    munmap(area, bytes);
    assert_true(areas_read(&without, PROCESS_SELF));
    assert_int_equal(with.commit_charge, without.commit_charge);
    assert_int_equal(with.hugetlb - without.hugetlb, bytes);
}

TEST(transparent_huge_pages_are_told)
{
    const size_t bytes = 64 * MIB;
    char *area = map(bytes, READ_WRITE, MAP_PRIVATE);
    if (madvise(area, bytes, MADV_HUGEPAGE) != 0)
        skip(); /* A kernel without them. */
    memset(area, 1, bytes);
    struct area_facts with, without;
    assert_true(areas_read(&with, PROCESS_SELF));
    munmap(area, bytes);
    assert_true(areas_read(&without, PROCESS_SELF));
    assert_int_equal(with.private_anonymous - without.private_anonymous, bytes);
    /* As many as the machine had free in one piece, and none where they are switched off. */
    assert_in_range(with.huge - without.huge, 0, bytes);
    assert_int_equal((with.huge - without.huge) % (2 * MIB), 0);
}

TEST(a_name_longer_than_a_window_does_no_harm)
{
    char folder[] = "/tmp/spawnrisk-areas-XXXXXX", name[200];
    struct area_facts areas, again;
    assert_non_null(mkdtemp(folder));
    int home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(chdir(folder), 0);
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (int i = 0; i < 12; i++)
        assert_true(mkdir(name, 0700) == 0 && chdir(name) == 0);
    int file = open("file", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    assert_int_equal(ftruncate(file, SOME_PAGES), 0);
    assert_true(areas_read(&areas, PROCESS_SELF));
    void *area = mmap(NULL, SOME_PAGES, READ_WRITE, MAP_PRIVATE, file, 0);
    assert_ptr_not_equal(area, MAP_FAILED);
    assert_true(areas_read(&again, PROCESS_SELF));
    munmap(area, SOME_PAGES);
    close(file);
    assert_int_equal(unlink("file"), 0);
    for (int i = 0; i < 12; i++)
        assert_true(chdir("..") == 0 && rmdir(name) == 0);
    assert_true(fchdir(home) == 0 && rmdir(folder) == 0);
    close(home);
    assert_int_equal(again.commit_charge - areas.commit_charge, SOME_PAGES);
    assert_int_equal(again.count - areas.count, 1);
}

static void assert_unreadable(pid_t pid)
{
    struct area_facts areas;
    assert_false(areas_read(&areas, pid));
    assert_nothing_is_known(&areas);
}

TEST(a_process_without_memory_and_one_that_is_not_there_give_nothing)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    siginfo_t ended;
    assert_int_equal(waitid(P_PID, (id_t)child, &ended, WEXITED | WNOWAIT), 0);
    assert_unreadable(child);
    waitpid(child, NULL, 0);
    assert_unreadable(child);
    assert_unreadable(INT32_MAX);
}

static int result_pipe;
static pthread_t main_thread;

static void *read_when_alone(void *unused)
{
    struct area_facts areas;
    pthread_join(main_thread, NULL);
    areas_read(&areas, PROCESS_SELF);
    _exit(write(result_pipe, &areas, sizeof areas) == sizeof areas ? 0 : 1);
    return unused;
}

static void end_main_thread(int pipe_end)
{
    pthread_t thread;
    result_pipe = pipe_end;
    main_thread = pthread_self();
    pthread_create(&thread, NULL, read_when_alone, NULL);
    pthread_exit(NULL);
}

/* The process then has no memory in /proc/self, which is its main thread's. */
TEST(the_areas_of_a_process_whose_main_thread_has_ended_are_found)
{
    int result[2];
    assert_int_equal(pipe(result), 0);
    pid_t child = fork();
    if (child == 0)
        end_main_thread(result[1]);
    close(result[1]);
    struct area_facts areas;
    assert_int_equal(read(result[0], &areas, sizeof areas), sizeof areas);
    close(result[0]);
    waitpid(child, NULL, 0);
    assert_true(is_known(areas.commit_charge) && areas.commit_charge > PAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_accountable_areas_that_a_child_inherits_are_charged),
        cmocka_unit_test(what_a_child_does_not_get_is_not_copied_though_a_wiped_area_is_charged),
        cmocka_unit_test(a_shared_area_is_resident_and_nothing_else),
        cmocka_unit_test(flags_are_words_and_not_parts_of_words),
        cmocka_unit_test(what_the_kernel_does_not_tell_of_one_area_is_not_known_of_the_sum),
        cmocka_unit_test(numbers_that_do_not_fit_are_unknown),
        cmocka_unit_test(a_text_that_ends_within_an_area_gives_nothing),
        cmocka_unit_test(smaps_of_each_kernel_are_summed),
        cmocka_unit_test(untouched_memory_is_charged_and_not_copied),
        cmocka_unit_test(touched_memory_is_charged_and_copied),
        cmocka_unit_test(memory_without_reserve_is_copied_and_not_charged),
        cmocka_unit_test(shared_memory_is_neither_charged_nor_copied),
        cmocka_unit_test(inaccessible_memory_is_charged_from_when_it_is_made_writable),
        cmocka_unit_test(memory_that_was_written_stays_charged_when_it_is_made_readonly),
        cmocka_unit_test(memory_that_no_child_inherits_is_neither_charged_nor_copied),
        cmocka_unit_test(memory_that_is_wiped_in_a_child_is_charged_and_not_copied),
        cmocka_unit_test(private_pages_of_a_file_are_copied_where_they_were_written),
        cmocka_unit_test(huge_pages_are_not_charged),
        cmocka_unit_test(transparent_huge_pages_are_told),
        cmocka_unit_test(a_name_longer_than_a_window_does_no_harm),
        cmocka_unit_test(a_process_without_memory_and_one_that_is_not_there_give_nothing),
        cmocka_unit_test(the_areas_of_a_process_whose_main_thread_has_ended_are_found),
    };
    return RUN(tests);
}
