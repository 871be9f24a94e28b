/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that call each other down to each door, on the first thread and on one with a name. */
#include <pthread.h>
#include <spawn.h>
#include <sys/prctl.h>

#include "witness.h"

#define FUNCTION __attribute__((noinline, visibility("default")))

FUNCTION void inner(const char *door);
FUNCTION void middle(const char *door);
FUNCTION void *outer(void *door);

static int ended;

FUNCTION void inner(const char *door)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = -1;
    if (strcmp(door, "fork") == 0)
        child = fork();
    else if (strcmp(door, "vfork") == 0)
        child = vfork();
    else if (strcmp(door, "system") == 0)
        ended += system("true") != 0;
    else if (posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ) != 0)
        child = -1;
    if (child == 0)
        _exit(0);
    ended += child > 0 && reap(child) != 0;
}

/* What comes after the call keeps the frame. */
FUNCTION void middle(const char *door)
{
    inner(door);
    ended *= 2;
}

FUNCTION void *outer(void *door)
{
    middle(door);
    return &ended;
}

int main(void)
{
    static char *const doors[] = {"fork", "vfork", "system", "posix_spawn"};
    pthread_t thread;
    for (unsigned i = 0; i < sizeof doors / sizeof *doors; i++)
        outer(doors[i]);
    prctl(PR_SET_NAME, "worker");
    if (pthread_create(&thread, NULL, outer, "posix_spawn") != 0)
        return 2;
    pthread_join(thread, NULL);
    return ended;
}
