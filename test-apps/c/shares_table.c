/* SPDX-License-Identifier: Apache-2.0 */
/* Threads spawn, while others make copies that share their table of descriptors, and open and close
 * at high numbers: a number that is the program's own stays so. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>

#include "witness.h"

#define ROUNDS 1500

static atomic_int running = 1, lost;

static int end(void *unused)
{
    return unused != NULL;
}

static void *spawn_many(void *unused)
{
    char *const arguments[] = {"true", NULL};
    pid_t child;
    while (atomic_load(&running))
        posix_spawn(&child, "/no/such/program", NULL, NULL, arguments, environ);
    return unused;
}

static void *open_and_close(void *unused)
{
    int null = open("/dev/null", O_RDONLY);
    while (atomic_load(&running)) {
        int high = fcntl(null, F_DUPFD, 200);
        atomic_fetch_add(&lost, close(high) != 0);
    }
    return unused;
}

int main(void)
{
    static char stack[65536] __attribute__((aligned(16)));
    pthread_t threads[3];
    if (pthread_create(&threads[0], NULL, spawn_many, NULL) != 0 ||
        pthread_create(&threads[1], NULL, spawn_many, NULL) != 0 ||
        pthread_create(&threads[2], NULL, open_and_close, NULL) != 0)
        return 2;
    for (int i = 0; i < ROUNDS; i++) {
        pid_t child = clone(end, stack + sizeof stack, CLONE_FILES | SIGCHLD, NULL);
        if (child < 0 || reap(child) != 0)
            return 3;
    }
    atomic_store(&running, 0);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    printf("%d numbers lost\n", atomic_load(&lost));
    return 0;
}
