/* SPDX-License-Identifier: Apache-2.0 */
/* Threads (argv[1]) spawn by every door at once, argv[2] times altogether; 0: until killed. */
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>

#include "witness.h"

static atomic_long left;
static atomic_int failures;
static int endless;

static void finish(const char *call, pid_t child, int error)
{
    witness(call, child, error);
    if (child < 0 || reap(child) != 0)
        atomic_fetch_add(&failures, 1);
}

static void spawn_by_fork(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    finish("fork", child, child < 0 ? errno : 0);
}

static void spawn_by_vfork(void)
{
    pid_t child = vfork();
    if (child == 0)
        _exit(0);
    finish("vfork", child, child < 0 ? errno : 0);
}

static void spawn_by_posix_spawn(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = -1;
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    finish("posix_spawn", child, error);
}

static void *run(void *unused)
{
    for (;;) {
        long turn = atomic_fetch_sub(&left, 1);
        if (turn <= 0 && !endless)
            return unused;
        if (turn % 8 == 0)
            spawn_by_posix_spawn();
        else if (turn % 2 == 0)
            spawn_by_fork();
        else
            spawn_by_vfork();
    }
}

int main(int count, char **values)
{
    int threads = count > 1 ? atoi(values[1]) : 8;
    long spawns = count > 2 ? atol(values[2]) : 2000;
    endless = spawns == 0;
    atomic_store(&left, spawns);
    pthread_t *running = calloc((size_t)threads, sizeof *running);
    for (int i = 0; i < threads; i++)
        if (running == NULL || pthread_create(&running[i], NULL, run, NULL) != 0)
            return 2;
    for (int i = 0; i < threads; i++)
        pthread_join(running[i], NULL);
    free(running);
    printf("%ld spawns in %d threads, %d failures\n", spawns, threads, atomic_load(&failures));
    return 0;
}
