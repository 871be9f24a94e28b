/* SPDX-License-Identifier: Apache-2.0 */
/* Execs itself, then forks a child that forks, and starts a program that forks: five spawns. */
#include <spawn.h>

#include "witness.h"

static pid_t spawn(int status)
{
    pid_t child = fork();
    if (child == 0)
        _exit(status);
    return child;
}

static int be_the_program(void)
{
    return reap(spawn(8)) == 8 ? 9 : 1;
}

int main(int count, char **values)
{
    char *const program[] = {"family", "program", NULL};
    if (count == 1)
        return execl("/proc/self/exe", "family", "itself", (char *)NULL);
    if (strcmp(values[1], "program") == 0)
        return be_the_program();
    pid_t child = fork();
    if (child == 0)
        _exit(reap(spawn(6)) == 6 ? 7 : 1);
    witness("fork", child, 0);
    int status = reap(child);
    int error = posix_spawn(&child, "/proc/self/exe", NULL, NULL, program, environ);
    witness("posix_spawn", child, error);
    printf("child %d, program %d", status, reap(child));
    child = spawn(5);
    witness("fork", child, 0);
    printf(", another %d\n", reap(child));
    return 4;
}
