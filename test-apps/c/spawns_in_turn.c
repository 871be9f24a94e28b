/* SPDX-License-Identifier: Apache-2.0 */
/* Starts a program and waits for it, argv[2] times, by argv[1]: posix_spawn, vfork or fork. What
 * that takes is counted from outside. */
#include <spawn.h>

#include "witness.h"

static char *program[] = {"/bin/true", NULL};

static pid_t by_posix_spawn(void)
{
    pid_t child;
    return posix_spawn(&child, *program, NULL, NULL, program, environ) == 0 ? child : -1;
}

static pid_t by_vfork(void)
{
    pid_t child = vfork();
    if (child != 0)
        return child;
    execve(*program, program, environ);
    _exit(127);
}

static pid_t by_fork(void)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    execve(*program, program, environ);
    _exit(127);
}

/* Called by its name's address, so that it is a function of its own. */
static __attribute__((noinline)) pid_t spawn_and_reap(pid_t (*start)(void))
{
    int status;
    pid_t child = start();
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? child : -1;
}

int main(int count, char **arguments)
{
    if (count != 3)
        return 2;
    pid_t (*start)(void) = strcmp(arguments[1], "vfork") == 0  ? by_vfork
                           : strcmp(arguments[1], "fork") == 0 ? by_fork
                                                               : by_posix_spawn;
    for (int i = 0; i < atoi(arguments[2]); i++) {
        pid_t child = spawn_and_reap(start);
        if (child < 0)
            return 3;
        witness(arguments[1], child, 0);
    }
    return 0;
}
