/* SPDX-License-Identifier: Apache-2.0 */
/* A process of as many more threads (argv[1]) spawns by posix_spawn, and by fork and an exec. */
#include <pthread.h>
#include <spawn.h>

#include "witness.h"

#define STACK_BYTES (64UL * 1024)

static void *idle(void *unused)
{
    for (;;)
        pause();
    return unused;
}

static void begin_threads(int count)
{
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, STACK_BYTES);
    for (int i = 0; i < count; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &small, idle, NULL) != 0)
            exit(2);
    }
}

int main(int count, char **values)
{
    char *const program[] = {"true", NULL};
    begin_threads(count > 1 ? atoi(values[1]) : 1);
    pid_t child = fork();
    if (child == 0) {
        execv("/bin/true", program);
        _exit(127);
    }
    witness("fork", child, 0);
    int forked = reap(child);
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, program, environ);
    witness("posix_spawn", child, error);
    return forked == 0 && reap(child) == 0 ? 0 : 1;
}
