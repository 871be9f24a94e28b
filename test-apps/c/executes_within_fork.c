/* SPDX-License-Identifier: Apache-2.0 */
/* The child runs another program before fork has returned in it: in a handler of pthread_atfork, or
 * in a signal's there. argv[1]: how. */
#include <pthread.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>

#include "witness.h"

/* From the child that shares the memory: it is to execute, and it has. */
static int go[2], gone[2];

static void execute(void)
{
    execl("/bin/sh", "sh", "-c", "exit 7", (char *)NULL);
}

static void execute_at(int signal)
{
    (void)signal;
    execute();
}

static void execute_in_a_handler(void)
{
    signal(SIGUSR1, execute_at);
    raise(SIGUSR1);
}

/* Then fork returns after all, and the child goes on to a program that there is. */
static void find_none(void)
{
    execl("/etc/passwd", "passwd", (char *)NULL);
}

static int execute_when_told(void *unused)
{
    char byte;
    (void)unused;
    if (read(go[0], &byte, 1) == 1)
        execute();
    _exit(9);
}

/* It shares this thread's pointer too, so what it calls may leave its errno. */
static pid_t share_memory(void)
{
    static char stack[65536] __attribute__((aligned(16)));
    if (pipe2(go, O_CLOEXEC) != 0 || pipe2(gone, O_CLOEXEC) != 0)
        return -1;
    pid_t child = clone(execute_when_told, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL);
    witness("clone", child, 0);
    close(gone[1]);
    return child;
}

static void let_it_execute(void)
{
    char byte = 0;
    if (write(go[1], &byte, 1) != 1 || read(gone[0], &byte, 1) != 0)
        abort();
}

static pid_t make(const char *call)
{
    int terminal;
    pid_t child = strcmp(call, "forkpty") == 0 ? forkpty(&terminal, NULL, NULL, NULL) : fork();
    if (child == 0) {
        execute();
        _exit(8);
    }
    witness(call, child, 0);
    return child;
}

int main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "handler", *call = argc > 2 ? argv[2] : "fork";
    pid_t sharer = 0;
    if (strcmp(way, "handler") == 0)
        pthread_atfork(NULL, NULL, execute);
    else if (strcmp(way, "signal") == 0)
        pthread_atfork(NULL, NULL, execute_in_a_handler);
    else if (strcmp(way, "fails") == 0)
        pthread_atfork(NULL, NULL, find_none);
    else if (strcmp(way, "beside") == 0) {
        sharer = share_memory();
        pthread_atfork(let_it_execute, NULL, NULL);
    }
    printf("%d\n", reap(make(call)));
    if (sharer != 0)
        printf("beside %d\n", reap(sharer));
    return 0;
}
