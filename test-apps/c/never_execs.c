/* SPDX-License-Identifier: Apache-2.0 */
/* Threads fork children that never exec, while others spawn too; each child looks for descriptors
 * that its parent did not open. argv[1]: forks of each; argv[2]: so many numbers are
 * allowed. */
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/resource.h>

#include "witness.h"

#define FORKERS  4
#define SPAWNERS 2
#define HIGHEST  256

static int forks;
static pid_t *children[FORKERS];
static atomic_int strange, running = FORKERS, spawned;

static int has_a_strange_descriptor(void)
{
    for (int fd = 3; fd < HIGHEST; fd++)
        if (fcntl(fd, F_GETFD) != -1)
            return 1;
    return 0;
}

static void *fork_many(void *of_thread)
{
    pid_t *child = of_thread;
    for (int i = 0; i < forks; i++) {
        child[i] = fork();
        if (child[i] == 0)
            _exit(has_a_strange_descriptor());
        if (reap(child[i]) != 0)
            atomic_fetch_add(&strange, 1);
    }
    atomic_fetch_sub(&running, 1);
    return NULL;
}

/* Their calls make no descriptor, but have what there is to say logged. */
static void *spawn_many(void *unused)
{
    char *const arguments[] = {"true", NULL};
    char program[32];
    pid_t child;
    while (atomic_load(&running) > 0) {
        /* Different ones: equal failures in a row are only counted. */
        snprintf(program, sizeof program, "/no/such/program-%d", atomic_load(&spawned) % 64);
        posix_spawn(&child, program, NULL, NULL, arguments, environ);
        atomic_fetch_add(&spawned, 1);
    }
    return unused;
}

int main(int count, char **values)
{
    forks = count > 1 ? atoi(values[1]) : 500;
    struct rlimit few = {.rlim_cur = count > 2 ? (rlim_t)atoi(values[2]) : HIGHEST,
                         .rlim_max = 1024};
    if (setrlimit(RLIMIT_NOFILE, &few) != 0)
        return 2;
    pthread_t threads[FORKERS + SPAWNERS];
    for (int i = 0; i < FORKERS; i++) {
        children[i] = calloc((size_t)forks, sizeof *children[i]);
        if (children[i] == NULL || pthread_create(&threads[i], NULL, fork_many, children[i]) != 0)
            return 2;
    }
    for (int i = FORKERS; i < FORKERS + SPAWNERS; i++)
        if (pthread_create(&threads[i], NULL, spawn_many, NULL) != 0)
            return 2;
    for (int i = 0; i < FORKERS + SPAWNERS; i++)
        pthread_join(threads[i], NULL);
    /* Only now, since its own descriptors would go to the children as well. */
    for (int i = 0; i < FORKERS; i++)
        for (int j = 0; j < forks; j++)
            witness("fork", children[i][j], 0);
    for (int i = 0; i < atomic_load(&spawned); i++)
        witness("posix_spawn", -1, ENOENT);
    printf("%d children with a descriptor that nobody gave them\n", atomic_load(&strange));
    return 0;
}
