/* SPDX-License-Identifier: Apache-2.0 */
/* Threads (argv[1]) spawn by every door at once, argv[2] times altogether, 0: until killed; where
 * there is an argv[3], in each of so many processes. On stacks of argv[4] bytes, where given, with
 * signals arriving. */
#include <pthread.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include "witness.h"

#define CANARY_BYTES 4096
#define CANARY       0x5A
#define MOST         64

static atomic_long left;
static atomic_int failures, signals;
static int endless;
static char *const arguments[] = {"true", NULL};

static void finish(const char *call, pid_t child, int error)
{
    witness(call, child, error);
    if (child < 0 || reap(child) != 0)
        atomic_fetch_add(&failures, 1);
}

static void by_fork(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    finish("fork", child, child < 0 ? errno : 0);
}

static void by_small_fork(void)
{
    pid_t child = _Fork();
    if (child == 0)
        _exit(0);
    finish("_Fork", child, child < 0 ? errno : 0);
}

static void by_vfork(void)
{
    pid_t child = vfork();
    if (child == 0)
        _exit(0);
    finish("vfork", child, child < 0 ? errno : 0);
}

static void by_vfork_and_exec(void)
{
    pid_t child = vfork();
    if (child == 0) {
        execv("/bin/true", arguments);
        _exit(1);
    }
    finish("vfork", child, child < 0 ? errno : 0);
}

static void by_posix_spawn(void)
{
    pid_t child = -1;
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    finish("posix_spawn", child, error);
}

static int end(void *unused)
{
    return unused != NULL;
}

/* The child shares the memory, and is waited for: a stack for each thread would do, too. */
static void by_clone(void)
{
    char stack[2048] __attribute__((aligned(16)));
    pid_t child = clone(end, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
    finish("clone", child, child < 0 ? errno : 0);
}

static void by_syscall(void)
{
    pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        _exit(0);
    finish("syscall", child, child < 0 ? errno : 0);
}

static void by_forkpty(void)
{
    int terminal = -1;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    if (child == 0)
        _exit(0);
    finish("forkpty", child, child < 0 ? errno : 0);
    close(terminal);
}

static void by_system(void)
{
    if (system("exit 0") != 0)
        atomic_fetch_add(&failures, 1);
    witness_unnamed("system");
}

/* The dear ones more rarely. */
static void spawn(unsigned long turn)
{
    static void (*const cheap[])(void) = {by_fork, by_vfork, by_small_fork, by_clone, by_syscall};
    static void (*const dear[])(void) = {by_posix_spawn, by_vfork_and_exec, by_system, by_forkpty};
    if (turn % 8 == 0)
        dear[turn / 8 % 4]();
    else
        cheap[turn % 5]();
}

static int is_whole(const unsigned char *canary)
{
    for (int i = 0; canary != NULL && i < CANARY_BYTES; i++)
        if (canary[i] != CANARY)
            return 0;
    return 1;
}

static void *run(void *canary)
{
    for (;;) {
        long turn = atomic_fetch_sub(&left, 1);
        if (turn <= 0 && !endless)
            return NULL;
        /* It counts down below 0 where there is no end. */
        spawn((unsigned long)turn);
        if (!is_whole(canary))
            abort();
    }
}

/* The canary lies below the stack, which grows down to it. */
static unsigned char *put_on_stack(pthread_attr_t *attributes, size_t size)
{
    unsigned char *memory =
        mmap(NULL, size + CANARY_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        abort();
    memset(memory, CANARY, CANARY_BYTES);
    pthread_attr_setstack(attributes, memory + CANARY_BYTES, size);
    return memory;
}

static void count_signal(int number)
{
    atomic_fetch_add(&signals, number == SIGALRM);
}

static void let_signals_arrive(void)
{
    struct sigaction action = {.sa_handler = count_signal, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    struct timeval interval = {.tv_usec = 3000};
    setitimer(ITIMER_REAL, &(struct itimerval){interval, interval}, NULL);
}

static void run_threads(int threads, size_t stack)
{
    pthread_t running[MOST];
    if (stack > 0)
        let_signals_arrive();
    for (int i = 0; i < threads; i++) {
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        unsigned char *canary = stack > 0 ? put_on_stack(&attributes, stack) : NULL;
        if (pthread_create(&running[i], &attributes, run, canary) != 0)
            abort();
    }
    for (int i = 0; i < threads; i++)
        pthread_join(running[i], NULL);
    setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
    if (stack > 0 && atomic_load(&signals) == 0)
        abort();
}

/* Forked before there are threads. True in each of them. */
static int begin_processes(int processes, pid_t children[])
{
    for (int i = 0; i < processes; i++) {
        children[i] = fork();
        if (children[i] == 0)
            return 1;
        witness("fork", children[i], children[i] < 0 ? errno : 0);
    }
    return 0;
}

static int end_processes(int processes, const pid_t children[])
{
    int failed = 0;
    for (int i = 0; i < processes; i++)
        failed += reap(children[i]) != 0;
    printf("%d processes, %d failed\n", processes, failed);
    return failed == 0 ? 0 : 1;
}

int main(int count, char **values)
{
    int threads = count > 1 ? atoi(values[1]) : 8, processes = count > 3 ? atoi(values[3]) : 0;
    long spawns = count > 2 ? atol(values[2]) : 2000;
    size_t stack = count > 4 ? (size_t)atol(values[4]) : 0;
    pid_t children[MOST];
    if (threads > MOST || processes > MOST)
        return 2;
    if (processes > 0 && !begin_processes(processes, children))
        return end_processes(processes, children);
    endless = spawns == 0;
    atomic_store(&left, spawns);
    run_threads(threads, stack);
    if (processes > 0)
        return atomic_load(&failures) != 0;
    printf("%ld spawns in %d threads, %d failures\n", spawns, threads, atomic_load(&failures));
    return 0;
}
