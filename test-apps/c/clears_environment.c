/* SPDX-License-Identifier: Apache-2.0 */
/* Starts programs by each family of doors, once as it is itself and once with nothing. */
#include <spawn.h>

#include "witness.h"

static char *const nothing[] = {NULL};
static char *const shell[] = {"sh", "-c", "exit 3", NULL};

static void finish(const char *call, pid_t child, int error)
{
    witness(call, child, error);
    if (error != 0 || reap(child) != 3)
        exit(1);
}

static void start_with(char *const environment[])
{
    pid_t child;
    int error = posix_spawn(&child, "/bin/sh", NULL, NULL, shell, environment);
    finish("posix_spawn", child, error);
    child = fork();
    if (child == 0) {
        execve("/bin/sh", shell, environment);
        _exit(1);
    }
    finish("fork", child, 0);
    child = vfork();
    if (child == 0) {
        execve("/bin/sh", shell, environment);
        _exit(1);
    }
    finish("vfork", child, 0);
}

/* A program that takes all from the one that it becomes, as env -i does. */
static int become_another(void)
{
    execve("/none", shell, nothing);
    execve("/dev/null", shell, nothing);
    execve("/bin/sh", shell, nothing);
    return 1;
}

int main(int count, char **values)
{
    char *const itself[] = {values[0], "becomes another", NULL};
    pid_t child;
    if (count > 1)
        return become_another();
    start_with(environ);
    start_with(nothing);
    int error = posix_spawn(&child, "/proc/self/exe", NULL, NULL, itself, environ);
    finish("posix_spawn", child, error);
    return 0;
}
