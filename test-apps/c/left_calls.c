/* SPDX-License-Identifier: Apache-2.0 */
/* A signal handler leaves calls that make a child by siglongjmp, argv[1] times each: fork and vfork
 * once there is a child, system while its shell runs. Then reaps a child that no function saw. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <time.h>

#include "bare_fork.h"
#include "witness.h"

static sigjmp_buf out;
static volatile sig_atomic_t leaves;

static void jump(int number)
{
    (void)number;
    siglongjmp(out, 1);
}

/* In the parent, within fork. */
static void after_fork(void)
{
    if (leaves)
        raise(SIGUSR1);
}

static void leave_fork(void)
{
    if (sigsetjmp(out, 1) != 0)
        return;
    if (fork() == 0)
        _exit(0);
    abort();
}

/* Deeper than the last by as much as it says. */
static __attribute__((noinline)) void leave_vfork(int depth)
{
    volatile char deeper[1024];
    deeper[depth] = 1;
    if (depth > 0) {
        leave_vfork(depth - deeper[depth]);
        return;
    }
    if (sigsetjmp(out, 1) != 0)
        return;
    pid_t child = vfork();
    if (child == 0) {
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    abort();
}

static void leave_system(void)
{
    char command[64];
    if (sigsetjmp(out, 1) != 0)
        return;
    snprintf(command, sizeof command, "kill -USR1 %d; exec 2>&-", (int)getpid());
    (void)system(command);
    abort();
}

static void reap_all(void)
{
    while (wait(NULL) > 0)
        ;
}

/* system, when it is left, leaves SIGINT, SIGQUIT and SIGCHLD as it had set them. */
static void restore_signals(void)
{
    sigset_t none;
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void fork_by_a_bare_instruction(void)
{
    pid_t child = bare_fork();
    if (child == 0)
        _exit(13);
    printf("by a bare instruction: status %d\n", reap(child));
}

static void fork_and_return(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(3);
    witness("fork", child, 0);
    printf("fork: status %d\n", reap(child));
}

int main(int count, char **values)
{
    volatile int times = count > 1 ? atoi(values[1]) : 10;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGUSR1, jump);
    pthread_atfork(NULL, after_fork, NULL);
    leaves = 1;
    for (volatile int i = 0; i < times; i++)
        leave_fork();
    for (volatile int i = 0; i < times; i++)
        leave_vfork(i % 4);
    reap_all();
    for (volatile int i = 0; i < times; i++) {
        leave_system();
        restore_signals();
    }
    leaves = 0;
    reap_all();
    fork_and_return();
    fork_by_a_bare_instruction();
    fork_and_return();
    leaves = 1;
    leave_fork();
    reap_all();
    return 0;
}
