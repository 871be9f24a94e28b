/* SPDX-License-Identifier: Apache-2.0 */
/* A handler forks in the middle of a call, and its child returns into that call's copy: from a
 * handler of pthread_atfork before fork makes its child or after it, or of a signal in system. */
#include <pthread.h>
#include <signal.h>

#include "witness.h"

static enum { NEVER, BEFORE, AFTER, IN_SYSTEM } when;
static pid_t inner;

static void fork_inner(void)
{
    when = NEVER;
    inner = fork();
    if (inner > 0)
        witness("fork", inner, 0);
}

static void before_fork(void)
{
    if (when == BEFORE)
        fork_inner();
}

static void after_fork(void)
{
    if (when == AFTER)
        fork_inner();
}

static void handle(int unused)
{
    (void)unused;
    if (when == IN_SYSTEM)
        fork_inner();
}

static void end_copy(void)
{
    if (inner != 0)
        return;
    /* So that what the copy counts comes to an end there too. */
    fork_and_reap();
    _exit(4);
}

static void fork_while(int where)
{
    when = where;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    /* What was made before the copy is not the copy's. */
    if (where == BEFORE || inner != 0)
        witness("fork", child, 0);
    (void)reap(child);
    end_copy();
    printf("copy: status %d\n", reap(inner));
}

static void call_system(void)
{
    char command[64];
    when = IN_SYSTEM;
    snprintf(command, sizeof command, "kill -USR1 %d; exit 3", (int)getpid());
    int status = system(command);
    if (inner != 0)
        witness_unnamed("system");
    end_copy();
    printf("system: status %x\n", (unsigned)status);
    printf("copy: status %d\n", reap(inner));
}

int main(void)
{
    const struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigaction(SIGUSR1, &action, NULL);
    pthread_atfork(before_fork, after_fork, NULL);
    fork_while(BEFORE);
    fork_while(AFTER);
    call_system();
    return 0;
}
