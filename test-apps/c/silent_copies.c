/* SPDX-License-Identifier: Apache-2.0 */
/* Children of fork that can't tell of themselves at their end, of a process with one thread and
 * with two. Each is reaped later than it takes to count as one that lives on. */
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>

#include "bare_exit.h"
#include "witness.h"

static void sleep_milliseconds(long milliseconds)
{
    nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000}, NULL);
}

static void is_killed(void)
{
    raise(SIGKILL);
}

static void aborts(void)
{
    signal(SIGABRT, SIG_DFL);
    abort();
}

static void ends_by_the_instruction(void)
{
    bare_exit(3);
}

static void ends_at_once(void)
{
    _exit(4);
}

static void runs_a_program(void)
{
    execl("/bin/sh", "sh", "-c", "kill -9 $$", NULL);
}

static void runs_one_by_syscall(void)
{
    char *arguments[] = {"sh", "-c", "kill -9 $$", NULL};
    syscall(SYS_execve, "/bin/none", arguments, environ);
    syscall(SYS_execve, "/bin/sh", arguments, environ);
}

static void tells_itself(void)
{
    sleep_milliseconds(150);
    _exit(5);
}

static __attribute__((noinline)) void fork_one(const char *what, void (*does)(void))
{
    pid_t child = fork();
    if (child == 0)
        does();
    witness("fork", child, 0);
    sleep_milliseconds(150);
    printf("%s: %d\n", what, reap(child));
}

static void *fork_each(void *unused)
{
    fork_one("is killed", is_killed);
    fork_one("aborts", aborts);
    fork_one("ends by the instruction", ends_by_the_instruction);
    fork_one("ends at once", ends_at_once);
    fork_one("runs a program", runs_a_program);
    fork_one("runs one by syscall", runs_one_by_syscall);
    fork_one("tells itself", tells_itself);
    return unused;
}

int main(void)
{
    pthread_t thread;
    setvbuf(stdout, NULL, _IOLBF, 0);
    fork_one("of one thread", is_killed);
    if (pthread_create(&thread, NULL, fork_each, NULL) != 0)
        abort();
    pthread_join(thread, NULL);
    return 0;
}
