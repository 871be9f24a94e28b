/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns, moves to the cgroup whose cgroup.procs its argument names, forks, and spawns on for a
 * third of a second. */
#include <spawn.h>
#include <time.h>

#include "witness.h"

#define MORE_MS 330

static long milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int spawn(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child;
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    return error != 0 || waitpid(child, NULL, 0) != child;
}

static int move(const char *group)
{
    int fd = open(group, O_WRONLY | O_CLOEXEC);
    int failed = fd < 0 || write(fd, "0", 1) != 1;
    return failed || close(fd) != 0;
}

int main(int count, char **arguments)
{
    if (count != 2 || spawn() != 0 || move(arguments[1]) != 0)
        return 2;
    long moved = milliseconds();
    pid_t copy = fork();
    if (copy == 0)
        _exit(0);
    witness("fork", copy, 0);
    if (copy < 0 || waitpid(copy, NULL, 0) != copy)
        return 3;
    while (milliseconds() - moved < MORE_MS)
        if (spawn() != 0)
            return 4;
    return 0;
}
