/* SPDX-License-Identifier: Apache-2.0 */
/* Reaps children by syscall with the numbers of wait4 and waitid, and tells what it sees of it. */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "witness.h"

#define UNTOUCHED EPROTO
#define NOWHERE   ((void *)8)

static pid_t child_with(int status)
{
    pid_t child = fork();
    if (child == 0)
        _exit(status);
    witness("fork", child, 0);
    errno = UNTOUCHED;
    return child;
}

static void tell(const char *what, long result, pid_t expected)
{
    int error = errno;
    printf("%s: %s, errno %d\n", what,
           result == expected ? "as expected"
           : result == -1     ? "-1"
                              : "SOMETHING ELSE",
           error);
    errno = UNTOUCHED;
}

static void by_wait4(void)
{
    int status = 0;
    struct rusage usage = {0};
    pid_t child = child_with(3);
    tell("wait4", syscall(SYS_wait4, child, &status, 0, &usage), child);
    printf("status %x, usage %s\n", (unsigned)status, usage.ru_minflt > 0 ? "yes" : "NO");
    child = child_with(3);
    tell("wait4 of any, without places", syscall(SYS_wait4, -1, NULL, 0, NULL), child);
    child = child_with(4);
    tell("wait4, bad status", syscall(SYS_wait4, child, NOWHERE, 0, NULL), child);
    tell("wait4 of none", syscall(SYS_wait4, -1, &status, 0, NULL), 0);
    tell("wait4, bad options", syscall(SYS_wait4, -1, &status, 0x40000, NULL), 0);
}

static void by_waitid(void)
{
    siginfo_t info = {0};
    struct rusage usage = {0};
    pid_t child = child_with(5);
    tell("waitid, WNOWAIT", syscall(SYS_waitid, P_PID, child, &info, WEXITED | WNOWAIT, NULL), 0);
    tell("waitid", syscall(SYS_waitid, P_PID, child, &info, WEXITED, &usage), 0);
    printf("%s, status %d, usage %s\n", info.si_pid == child ? "the child" : "NOT THE CHILD",
           info.si_status, usage.ru_minflt > 0 ? "yes" : "NO");
    child_with(5);
    tell("waitid of any, without places", syscall(SYS_waitid, P_ALL, 0, NULL, WEXITED, NULL), 0);
    child_with(4);
    tell("waitid, bad info", syscall(SYS_waitid, P_ALL, 0, NOWHERE, WEXITED, NULL), 0);
    tell("waitid of none", syscall(SYS_waitid, P_ALL, 0, &info, WEXITED, NULL), 0);
}

static pid_t sleeper(void)
{
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(99);
    }
    witness("fork", child, 0);
    return child;
}

static pid_t slept;

static void kill_sleeper(int signal)
{
    (void)signal;
    kill(slept, SIGTERM);
}

static void interrupted(void)
{
    int status = 0;
    struct sigaction action = {.sa_handler = kill_sleeper};
    sigaction(SIGALRM, &action, NULL);
    slept = sleeper();
    alarm(1);
    tell("interrupted", syscall(SYS_wait4, slept, &status, 0, NULL), slept);
    tell("again", syscall(SYS_wait4, slept, &status, 0, NULL), slept);
    printf("status %x\n", (unsigned)status);
}

static int status_of_cancelled;

/* A request waits, and no call here is a cancellation point but the last. */
static void *reap_cancelled(void *child)
{
    pthread_cancel(pthread_self());
    if (syscall(SYS_wait4, *(pid_t *)child, &status_of_cancelled, 0, NULL) != *(pid_t *)child)
        abort();
    pthread_testcancel();
    return NULL;
}

static void cancelled(void)
{
    pthread_t thread;
    void *result;
    pid_t child = child_with(6);
    if (pthread_create(&thread, NULL, reap_cancelled, &child) != 0)
        abort();
    pthread_join(thread, &result);
    printf("cancelled: %s, status %x\n", result == PTHREAD_CANCELED ? "yes" : "NO",
           (unsigned)status_of_cancelled);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    by_wait4();
    by_waitid();
    interrupted();
    cancelled();
    return 0;
}
