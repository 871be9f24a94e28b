/* SPDX-License-Identifier: Apache-2.0 */
/* Reaps and executes by each function that another preloaded library may wrap (other_preload.c). */
#include <signal.h>
#include <sys/resource.h>

#include "witness.h"

extern pid_t __wait(int *status);
extern pid_t __waitpid(pid_t child, int *status, int options);

static int status;
static siginfo_t info;
static struct rusage usage;

static pid_t by_wait(void)
{
    return wait(&status);
}

static pid_t by_wait_without_a_place(void)
{
    return wait(NULL);
}

static pid_t by_waitpid(void)
{
    return waitpid(-1, &status, 0);
}

static pid_t by_wait3(void)
{
    return wait3(&status, 0, NULL);
}

static pid_t by_wait3_with_usage(void)
{
    return wait3(&status, 0, &usage);
}

static pid_t by_wait4(void)
{
    return wait4(-1, &status, 0, NULL);
}

static pid_t by_waitid(void)
{
    return waitid(P_ALL, 0, &info, WEXITED) == 0 ? info.si_pid : -1;
}

static pid_t by_second_name_of_wait(void)
{
    return __wait(&status);
}

static pid_t by_second_name_of_waitpid(void)
{
    return __waitpid(-1, &status, 0);
}

static pid_t (*const reapers[])(void) = {
    by_wait,   by_wait_without_a_place, by_waitpid,
    by_wait3,  by_wait3_with_usage,     by_wait4,
    by_waitid, by_second_name_of_wait,  by_second_name_of_waitpid};

static char *own_environment[] = {"MINE=1", NULL};

static void execl_one(void)
{
    execl("/bin/sh", "sh", "-c", "exit $#", "sh", "a", (char *)NULL);
}

static void execlp_one(void)
{
    execlp("sh", "sh", "-c", "exit $#", "sh", "a", "b", (char *)NULL);
}

static void execle_one(void)
{
    execle("/bin/sh", "sh", "-c", "exit ${MINE}3", (char *)NULL, own_environment);
}

/* More than are passed on one by one. */
#define TEN "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"

static void execl_many(void)
{
    execl("/bin/sh", "sh", "-c", "exit $#", "sh", TEN, TEN, TEN, TEN, (char *)NULL);
}

static void execle_many(void)
{
    execle("/bin/sh", "sh", "-c", "exit $MINE$#", "sh", TEN, TEN, TEN, TEN, (char *)NULL,
           own_environment);
}

static void execl_what_cannot_be(void)
{
    execl("/dev/null", "null", (char *)NULL);
    _exit(errno);
}

static void (*const executors[])(void) = {execl_one,  execlp_one,  execle_one,
                                          execl_many, execle_many, execl_what_cannot_be};

static pid_t child_that(void (*executes)(void))
{
    pid_t child = fork();
    if (child == 0) {
        if (executes != NULL)
            executes();
        _exit(99);
    }
    witness("fork", child, 0);
    return child;
}

static void with_a_bad_pointer(void)
{
    void *nowhere = (void *)8;
    child_that(NULL);
    printf("bad status: %d", (int)waitpid(-1, nowhere, 0));
    printf(", errno %d, left: %d\n", errno, (int)by_wait4());
    child_that(NULL);
    printf("bad info: %d", waitid(P_ALL, 0, nowhere, WEXITED));
    printf(", errno %d, left: %d\n", errno, (int)by_wait4());
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof reapers / sizeof *reapers; i++) {
        status = 0;
        pid_t child = child_that(NULL);
        printf("reaper %zu: %s, status %x\n", i, reapers[i]() == child ? "the child" : "NOT IT",
               (unsigned)status);
    }
    for (size_t i = 0; i < sizeof executors / sizeof *executors; i++) {
        pid_t child = child_that(executors[i]);
        printf("executor %zu: %s", i, by_wait4() == child ? "the child" : "NOT IT");
        printf(", status %d\n", WEXITSTATUS(status));
    }
    with_a_bad_pointer();
    return 0;
}
