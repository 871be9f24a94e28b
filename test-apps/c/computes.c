/* SPDX-License-Identifier: Apache-2.0 */
/* Copies that compute and come through no door, until they are killed. argv[1]: what else they do.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

#include "witness.h"

/* A prime: no accident copies so much. */
#define PAGES 1009
#define PAGE  4096

#define COMPUTES_NS 1600000000LL

static char *pages;

static long long nanoseconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void write_to_all(void)
{
    for (size_t i = 0; i < PAGES; i++)
        pages[i * PAGE]++;
}

static void compute_for(long long time)
{
    long long end = nanoseconds(CLOCK_THREAD_CPUTIME_ID) + time;
    while (nanoseconds(CLOCK_THREAD_CPUTIME_ID) < end)
        write_to_all();
}

static void computes(void)
{
    compute_for(COMPUTES_NS);
}

/* Sleeps and computes by turns: a signal would end the sleep. */
static void computes_and_sleeps(void)
{
    long long end = nanoseconds(CLOCK_THREAD_CPUTIME_ID) + COMPUTES_NS;
    while (nanoseconds(CLOCK_THREAD_CPUTIME_ID) < end) {
        compute_for(3000000);
        if (poll(NULL, 0, 1) != 0 || nanosleep(&(struct timespec){.tv_nsec = 1000}, NULL) != 0)
            _exit(9);
    }
}

static void *wait_for_the_end(void *unused)
{
    for (;;)
        pause();
    return unused;
}

/* The C library has signals of its own for that. */
static void cancels_a_thread(void)
{
    pthread_t thread;
    void *result;
    compute_for(COMPUTES_NS);
    if (pthread_create(&thread, NULL, wait_for_the_end, NULL) != 0 || pthread_cancel(thread) != 0 ||
        pthread_join(thread, &result) != 0 || result != PTHREAD_CANCELED)
        _exit(9);
    compute_for(COMPUTES_NS);
}

#define ALLOW(number)                                                                              \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* Whatever is ours kills, the return from a signal's handler too. */
static void forbids_and_computes(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(SYS_write),
        ALLOW(SYS_pause),
        ALLOW(SYS_clock_gettime),
        ALLOW(SYS_exit_group),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog policy = {.len = sizeof rules / sizeof *rules, .filter = rules};
    compute_for(COMPUTES_NS);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &policy) != 0)
        _exit(77);
    compute_for(COMPUTES_NS);
}

/* By the call alone: whatever is a door would measure. */
static void fork_one(void (*works)(void))
{
    int ready[2];
    char byte = 0;
    if (pipe(ready) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        works();
        if (write(ready[1], "", 1) != 1)
            _exit(9);
        for (;;)
            syscall(SYS_pause);
    }
    witness("fork", child, 0);
    close(ready[1]);
    ssize_t got = read(ready[0], &byte, 1);
    if (got == 1)
        kill(child, SIGKILL);
    printf("status %d\n", reap(child));
}

static void *fork_in_a_thread(void *unused)
{
    fork_one(computes);
    return unused;
}

/* glibc leaves its own signals ignored in what posix_spawn starts. */
static void spawn_itself(char *program, char *what)
{
    pid_t child;
    char *const arguments[] = {program, what, NULL};
    int error = posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    (void)reap(child);
}

int main(int count, char **values)
{
    static const struct {
        const char *name;
        void (*works)(void);
    } works[] = {{"computes", computes},
                 {"sleeps", computes_and_sleeps},
                 {"cancels", cancels_a_thread},
                 {"forbids", forbids_and_computes}};
    const char *what = count > 1 ? values[1] : "";
    pages = mmap(NULL, (size_t)PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                 -1, 0);
    if (pages == MAP_FAILED || madvise(pages, (size_t)PAGES * PAGE, MADV_NOHUGEPAGE) != 0)
        abort();
    write_to_all();
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        if (strcmp(what, works[i].name) == 0)
            fork_one(works[i].works);
    if (strcmp(what, "spawned") == 0 && count > 2)
        spawn_itself(values[0], values[2]);
    pthread_t thread;
    if (strcmp(what, "thread") == 0) {
        pthread_attr_t small;
        pthread_attr_init(&small);
        pthread_attr_setstacksize(&small, 16384);
        if (pthread_create(&thread, &small, fork_in_a_thread, NULL) != 0)
            abort();
        pthread_join(thread, NULL);
    }
    return 0;
}
