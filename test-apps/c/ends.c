/* SPDX-License-Identifier: Apache-2.0 */
/* Reaps children by each function of the family, and tells what the caller sees of it. */
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "witness.h"

/* No accident uses so much, and no other child here. */
#define TOUCHED_BYTES 67108864

static pid_t child_that(void (*ends)(void))
{
    pid_t child = fork();
    if (child == 0) {
        ends();
        _exit(99);
    }
    witness("fork", child, 0);
    return child;
}

static void exits(void)
{
    _exit(42);
}

static void touches_memory(void)
{
    char *memory =
        mmap(NULL, TOUCHED_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)madvise(memory, TOUCHED_BYTES, MADV_NOHUGEPAGE); /* each page is a fault of its own */
    memset(memory, 1, TOUCHED_BYTES);
    _exit(7);
}

static void is_killed(void)
{
    raise(SIGKILL);
}

static void waits(void)
{
    pause();
}

static void tell(const char *function, pid_t child, pid_t reaped, int status)
{
    printf("%s: %s, status %x\n", function, reaped == child ? "the child" : "NOT THE CHILD",
           (unsigned)status);
}

static void by_wait_functions(void)
{
    int status = 0;
    struct rusage usage = {0};
    pid_t child = child_that(exits);
    tell("wait", child, wait(&status), status);
    child = child_that(is_killed);
    tell("waitpid", child, waitpid(child, &status, 0), status);
    child = child_that(touches_memory);
    tell("wait3", child, wait3(&status, 0, &usage), status);
    printf("usage: %s\n", usage.ru_maxrss >= TOUCHED_BYTES / 1024 ? "the child's" : "NOT ITS");
    child = child_that(touches_memory);
    tell("wait4", child, wait4(child, NULL, 0, NULL), 0);
    child = child_that(exits);
    tell("wait without status", child, wait(NULL), 0);
}

static void by_waitid(void (*ends)(void), int options, idtype_t type)
{
    siginfo_t info = {0};
    pid_t child = child_that(ends);
    int result = waitid(type, type == P_PID ? (id_t)child : 0, &info, options);
    printf("waitid: %d, %s, signal %d, code %d, status %d, uid %d\n", result,
           info.si_pid == child ? "the child" : "NOT THE CHILD", info.si_signo, info.si_code,
           info.si_status, (int)info.si_uid);
}

static void by_kind_of_waitid(void)
{
    by_waitid(exits, WEXITED, P_PID);
    by_waitid(is_killed, WEXITED, P_ALL);
    by_waitid(touches_memory, WEXITED | WNOWAIT, P_ALL);
    printf("left by WNOWAIT: %s\n", wait(NULL) > 0 ? "yes" : "NO");
    child_that(exits);
    printf("waitid without a place: %d\n", waitid(P_ALL, 0, NULL, WEXITED));
}

static void without_an_end(void)
{
    siginfo_t info = {0};
    int status = 0;
    pid_t child = child_that(waits);
    printf("WNOHANG: %d, %d\n", (int)waitpid(child, &status, WNOHANG),
           waitid(P_ALL, 0, &info, WEXITED | WNOHANG));
    kill(child, SIGSTOP);
    printf("stopped: %s", waitpid(child, &status, WUNTRACED) == child ? "yes" : "NO");
    printf(", status %x\n", (unsigned)status);
    kill(child, SIGTERM);
    kill(child, SIGCONT);
    tell("waitpid", child, waitpid(child, &status, 0), status);
    errno = 0;
    printf("no child: %d", (int)wait(&status));
    printf(", errno %d", errno);
    printf(", %d", waitid(P_ALL, 0, &info, WEXITED));
    printf(", errno %d\n", errno);
}

static void with_a_bad_pointer(void)
{
    void *nowhere = (void *)8;
    child_that(exits);
    printf("bad status: %d", (int)wait(nowhere));
    printf(", errno %d, left: %d\n", errno, (int)wait(NULL));
    child_that(exits);
    printf("bad info: %d", waitid(P_ALL, 0, nowhere, WEXITED));
    printf(", errno %d, left: %d\n", errno, (int)wait(NULL));
    pid_t child = child_that(is_killed);
    printf("bad status of one: %d", (int)waitpid(child, nowhere, 0));
    printf(", errno %d, left: %d\n", errno, (int)wait(NULL));
    child = child_that(exits);
    printf("bad usage: %d", (int)wait4(child, NULL, 0, nowhere));
    printf(", errno %d, left: %d\n", errno, (int)wait(NULL));
    child = child_that(exits);
    printf("bad info of one: %d", waitid(P_PID, (id_t)child, nowhere, WEXITED));
    printf(", errno %d, left: %d\n", errno, (int)wait(NULL));
}

/* The place of a stop's status is bad, and the child lives on. */
static void with_a_bad_pointer_for_a_stop(void)
{
    void *nowhere = (void *)8;
    int status = 0;
    pid_t child = child_that(waits);
    kill(child, SIGSTOP);
    printf("bad stop: %d", (int)waitpid(child, nowhere, WUNTRACED));
    printf(", errno %d\n", errno);
    kill(child, SIGKILL);
    tell("waitpid", child, waitpid(child, &status, 0), status);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    by_wait_functions();
    by_kind_of_waitid();
    without_an_end();
    with_a_bad_pointer();
    with_a_bad_pointer_for_a_stop();
    return 0;
}
