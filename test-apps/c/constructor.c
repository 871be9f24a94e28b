/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns before main from a constructor, and after main from a static destructor. */
#include <spawn.h>

#include "witness.h"

static void spawn_by_every_door(const char *when)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    witness("fork", child, 0);
    dprintf(1, "%s: fork %d\n", when, reap(child));
    child = vfork();
    if (child == 0)
        _exit(0);
    witness("vfork", child, 0);
    dprintf(1, "%s: vfork %d\n", when, reap(child));
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    dprintf(1, "%s: posix_spawn %d\n", when, reap(child));
}

__attribute__((constructor)) static void before_main(void)
{
    spawn_by_every_door("before main");
}

__attribute__((destructor)) static void after_main(void)
{
    spawn_by_every_door("after main");
}

int main(void)
{
    dprintf(1, "main\n");
    return 0;
}
