/* SPDX-License-Identifier: Apache-2.0 */
/* The public C API against real processes: this one, children, another user's, the kernel's. */
#include "../../include/spawnrisk.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "assess/inspect.h"
#include "risk/reasons.h"

#define NOBODY 65534
#define KEPT   (41 * MIB)
#define COPIED (67 * MIB)

static struct spawnrisk_assessment risk;

static int ask(pid_t pid, int mechanism, unsigned flags)
{
    memset(&risk, 0x5A, sizeof risk);
    risk.size = sizeof risk;
    return spawnrisk_assess(pid, mechanism, flags, &risk);
}

static char *touch(size_t bytes)
{
    char *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(area, MAP_FAILED);
    fill_pages(area, bytes);
    return area;
}

/* A child that has done its work and waits to be killed. */
static pid_t child_after(void (*work)(void))
{
    int ends[2];
    char said;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        if (work != NULL)
            work();
        (void)!write(ends[1], "r", 1);
        for (;;)
            pause();
    }
    assert_int_equal(read(ends[0], &said, 1), 1);
    close(ends[0]);
    close(ends[1]);
    return child;
}

static void end(pid_t child)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

TEST(a_process_that_asks_for_itself_is_told_its_own_figures)
{
    assert_int_equal(ask(0, SPAWNRISK_FORK, 0), 0);
    uint64_t before = risk.commit_charge, exposure = risk.copy_exposure;
    char *area = touch(COPIED);
    assert_int_equal(ask(0, SPAWNRISK_FORK, 0), 0);
    munmap(area, COPIED);

    assert_in_range(risk.commit_charge - before, COPIED, COPIED + MIB);
    assert_in_range(risk.copy_exposure - exposure, COPIED - MIB, COPIED + MIB);
    assert_true(risk.largest_area >= COPIED);
    assert_int_equal(risk.pid, getpid());
    assert_int_equal(risk.exact, 1);
    assert_int_equal(risk.copies_memory, 1);
    assert_int_equal(risk.unread_count, 0);
    assert_true(risk.headroom > 0 && risk.headroom != SPAWNRISK_UNKNOWN);
}

TEST(by_its_number_it_is_told_the_same_as_by_0)
{
    assert_int_equal(ask(0, SPAWNRISK_FORK, 0), 0);
    static struct spawnrisk_assessment self;
    self = risk;
    assert_int_equal(ask(getpid(), SPAWNRISK_FORK, 0), 0);
    assert_int_equal(risk.start, self.start);
    assert_int_equal(risk.commit_charge, self.commit_charge);
    assert_string_equal(risk.name, self.name);
}

static void keep_some_back(void)
{
    (void)touch(COPIED);
    madvise(touch(KEPT), KEPT, MADV_DONTFORK);
}

/* By how much constant time is above the walk: a sanitizer's shadow memory is in VmData too. */
static uint64_t overcharge_after(void (*work)(void))
{
    pid_t child = child_after(work);
    assert_int_equal(ask(child, SPAWNRISK_FORK, SPAWNRISK_QUICK), 0);
    uint64_t quick = risk.commit_charge;
    assert_int_equal(ask(child, SPAWNRISK_FORK, 0), 0);
    end(child);
    return quick - risk.commit_charge;
}

TEST(only_the_walk_leaves_out_what_a_child_does_not_inherit)
{
    pid_t child = child_after(keep_some_back);
    assert_int_equal(ask(child, SPAWNRISK_FORK, SPAWNRISK_QUICK), 0);
    static struct spawnrisk_assessment quick;
    quick = risk;
    assert_int_equal(ask(child, SPAWNRISK_FORK, 0), 0);
    end(child);

    assert_int_equal(quick.exact, 0);
    assert_int_equal(quick.largest_area, SPAWNRISK_UNKNOWN);
    assert_int_equal(quick.unread_count, 0);
    assert_int_equal(risk.exact, 1);
    assert_in_range(quick.copy_exposure - risk.copy_exposure, KEPT - MIB, KEPT + MIB);
    assert_in_range(overcharge_after(keep_some_back) - overcharge_after(NULL), KEPT - MIB,
                    KEPT + MIB);
}

TEST(vfork_and_posix_spawn_copy_nothing_and_are_not_warned_of)
{
    assert_int_equal(ask(0, SPAWNRISK_VFORK, 0), 0);
    assert_int_equal(risk.copies_memory, 0);
    assert_int_equal(risk.level, SPAWNRISK_NONE);
    assert_int_equal(risk.exact, 0);
    assert_int_equal(ask(0, SPAWNRISK_POSIX_SPAWN, 0), 0);
    assert_int_equal(risk.copies_memory, 0);
}

static const struct spawnrisk_reason *reason(const char *code)
{
    for (unsigned i = 0; i < risk.reason_count; i++)
        if (strcmp(risk.reasons[i].code, code) == 0)
            return &risk.reasons[i];
    return NULL;
}

TEST(posix_spawn_is_told_of_the_descriptors_that_this_process_would_pass_on)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(ask(0, SPAWNRISK_POSIX_SPAWN, 0), 0);
    close(ends[0]);
    close(ends[1]);

    const struct spawnrisk_reason *leak = reason(SPAWNRISK_FD_LEAK);
    assert_non_null(leak);
    assert_int_equal(leak->unit, SPAWNRISK_COUNT);
    assert_in_range(leak->need, 2, 100);
}

TEST(of_another_process_the_descriptors_are_not_assessed_and_it_says_so)
{
    pid_t child = child_after(NULL);
    assert_int_equal(ask(child, SPAWNRISK_POSIX_SPAWN, 0), 0);
    end(child);
    assert_int_equal(risk.not_assessed_count, 1);
    assert_string_equal(risk.not_assessed[0], SPAWNRISK_FD_LEAK);
    assert_int_equal(risk.unread_count, 1);
}

static void become_nobody_and_ask_for(pid_t other)
{
    if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
        _exit(77);
    if (ask(other, SPAWNRISK_FORK, 0) != 0)
        _exit(2);
    bool told = risk.exact == 0 && risk.unread_count == 1 && risk.unread[0].error == EACCES &&
                strstr(risk.unread[0].source, "/smaps") != NULL;
    bool known = risk.commit_charge >= COPIED && risk.commit_charge != SPAWNRISK_UNKNOWN &&
                 risk.copy_exposure >= COPIED && risk.cgroup_version != SPAWNRISK_UNKNOWN;
    _exit(told && known ? 0 : 1);
}

static void touch_copied(void)
{
    (void)touch(COPIED);
}

TEST(of_another_users_process_what_may_not_be_read_is_named)
{
    int status;
    if (geteuid() != 0)
        skip(); /* only root can become another user; CI runs as root */
    pid_t other = child_after(touch_copied);
    pid_t asker = fork();
    if (asker == 0)
        become_nobody_and_ask_for(other);
    waitpid(asker, &status, 0);
    end(other);
    assert_int_equal(status, 0);
}

TEST(a_zombie_a_kernel_thread_and_nobody_are_told_apart)
{
    siginfo_t ended;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    waitid(P_PID, (id_t)child, &ended, WEXITED | WNOWAIT);
    assert_int_equal(ask(child, SPAWNRISK_FORK, 0), ECHILD);
    waitpid(child, NULL, 0);
    assert_int_equal(ask(child, SPAWNRISK_FORK, 0), ESRCH);
    assert_int_equal(risk.level, 0x5A5A5A5A);
    /* kthreadd, where this namespace has it. */
    int kernels = ask(2, SPAWNRISK_FORK, 0);
    assert_true(kernels == EOPNOTSUPP || kernels == ESRCH || kernels == 0 || kernels == EACCES);
}

TEST(what_nobody_can_mean_is_refused)
{
    assert_int_equal(ask(-1, SPAWNRISK_FORK, 0), EINVAL);
    assert_int_equal(ask(0, 0, 0), EINVAL);
    assert_int_equal(ask(0, 4, 0), EINVAL);
    assert_int_equal(ask(0, SPAWNRISK_FORK, 2), EINVAL);
    risk.size = sizeof risk - 8;
    assert_int_equal(spawnrisk_assess(0, SPAWNRISK_FORK, 0, &risk), EINVAL);
    assert_int_equal(ask(0x7FFFFFFF, SPAWNRISK_FORK, 0), ESRCH);
}

TEST(fields_of_a_later_version_are_unknown)
{
    static struct {
        struct spawnrisk_assessment known;
        uint64_t later[4];
    } newer = {.known = {.size = sizeof newer}, .later = {1, 2, 3, 4}};
    assert_int_equal(spawnrisk_assess(0, SPAWNRISK_FORK, SPAWNRISK_QUICK, &newer.known), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(newer.later[i], SPAWNRISK_UNKNOWN);
    assert_int_equal(newer.known.size, sizeof newer);
}

TEST(every_reason_has_its_published_name){
#define IS_PUBLISHED(code, unit, numbers) assert_string_equal(SPAWNRISK_##code, #code);
    REASONS(IS_PUBLISHED)}

TEST(errno_and_the_signal_mask_are_left_alone)
{
    sigset_t before, after;
    sigprocmask(SIG_BLOCK, NULL, &before);
    errno = 4711;
    (void)ask(0, SPAWNRISK_FORK, 0);
    (void)ask(0x7FFFFFFF, SPAWNRISK_FORK, 0);
    assert_int_equal(errno, 4711);
    sigprocmask(SIG_BLOCK, NULL, &after);
    for (int signal = 1; signal < NSIG; signal++)
        assert_int_equal(sigismember(&before, signal), sigismember(&after, signal));
}

static volatile sig_atomic_t answered;

static void ask_in_a_handler(int signal)
{
    (void)signal;
    static struct spawnrisk_assessment inner = {.size = sizeof inner};
    if (spawnrisk_assess(0, SPAWNRISK_FORK, 0, &inner) == 0)
        answered++;
}

static void *keep_asking(void *wrong)
{
    struct spawnrisk_assessment *mine = malloc(sizeof *mine);
    for (int i = 0; mine != NULL && i < 20; i++) {
        mine->size = sizeof *mine;
        int error = spawnrisk_assess(0, SPAWNRISK_FORK, 0, mine);
        if (error != 0 || mine->pid != getpid() || mine->exact != 1)
            atomic_fetch_add((atomic_int *)wrong, 1);
    }
    free(mine);
    return NULL;
}

TEST(threads_and_handlers_may_ask_at_once)
{
    pthread_t threads[20];
    atomic_int wrong = 0;
    struct sigaction action = {.sa_handler = ask_in_a_handler};
    sigaction(SIGUSR1, &action, NULL);
    for (int i = 0; i < 20; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, keep_asking, &wrong), 0);
    for (int i = 0; i < 10; i++)
        raise(SIGUSR1);
    for (int i = 0; i < 20; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(wrong, 0);
    assert_int_equal(answered, 10);
}

/* The child ends at any moment of the inspection. */
TEST(a_process_that_ends_in_the_middle_is_told_whole_or_not_at_all)
{
    int whole = 0, gone = 0;
    for (int i = 0; i < 100; i++) {
        pid_t child = fork();
        if (child == 0) {
            usleep((useconds_t)i * 20);
            _exit(0);
        }
        for (int error = 0; error == 0;) {
            error = ask(child, SPAWNRISK_FORK, SPAWNRISK_QUICK * (unsigned)(i % 2));
            assert_true(error == 0 || error == ESRCH || error == ECHILD);
            assert_true(error != 0 || (risk.pid == child && risk.threads == 1 &&
                                       risk.commit_charge != SPAWNRISK_UNKNOWN));
            whole += error == 0;
            gone += error != 0;
        }
        waitpid(child, NULL, 0);
    }
    assert_int_equal(gone, 100);
    assert_true(whole > 0);
}

static void take_a_hostile_name(void)
{
    prctl(PR_SET_NAME, "\x1b[31m\"\\\n\xff)Z 1");
}

TEST(a_line_holds_a_hostile_name_escaped_and_ends_once)
{
    static char line[INSPECTION_LINE_BYTES + 1];
    pid_t child = child_after(take_a_hostile_name);
    ssize_t length = inspect_line(child, "fork", false, line);
    end(child);
    assert_in_range(length, 1, INSPECTION_LINE_BYTES);
    line[length] = '\0';
    assert_ptr_equal(strchr(line, '\n'), line + length - 1);
    assert_null(strchr(line, '\x1b'));
    assert_non_null(strstr(line, "\"event\":\"assessment\""));
    assert_non_null(strstr(line, "\"exact\":true"));
    assert_non_null(strstr(line, "\"unread\":[]}"));
    assert_int_equal(inspect_line(child, "fork", false, line), -ESRCH);
    assert_int_equal(inspect_line(0, "spoon", false, line), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_that_asks_for_itself_is_told_its_own_figures),
        cmocka_unit_test(by_its_number_it_is_told_the_same_as_by_0),
        cmocka_unit_test(only_the_walk_leaves_out_what_a_child_does_not_inherit),
        cmocka_unit_test(vfork_and_posix_spawn_copy_nothing_and_are_not_warned_of),
        cmocka_unit_test(posix_spawn_is_told_of_the_descriptors_that_this_process_would_pass_on),
        cmocka_unit_test(of_another_process_the_descriptors_are_not_assessed_and_it_says_so),
        cmocka_unit_test(of_another_users_process_what_may_not_be_read_is_named),
        cmocka_unit_test(a_zombie_a_kernel_thread_and_nobody_are_told_apart),
        cmocka_unit_test(what_nobody_can_mean_is_refused),
        cmocka_unit_test(fields_of_a_later_version_are_unknown),
        cmocka_unit_test(every_reason_has_its_published_name),
        cmocka_unit_test(errno_and_the_signal_mask_are_left_alone),
        cmocka_unit_test(threads_and_handlers_may_ask_at_once),
        cmocka_unit_test(a_process_that_ends_in_the_middle_is_told_whole_or_not_at_all),
        cmocka_unit_test(a_line_holds_a_hostile_name_escaped_and_ends_once),
    };
    return RUN(tests);
}
