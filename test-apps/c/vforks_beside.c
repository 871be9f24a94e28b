/* SPDX-License-Identifier: Apache-2.0 */
/* Two threads spawn, while a third makes children of vfork and of clone that have the descriptors
 * of that moment. Tells how many of them had one more than the program. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>

#include "witness.h"

/* Of children that look, and of the others' spawns meanwhile: at least. */
#define ROUNDS 500
#define SPAWNS 100
/* Lasting ones are below, and what else is open has a number of these or of those at the end of
 * what most programs may have. */
#define FIRST 3
#define END   40
#define HIGH  1016
#define STACK 65536

static char stack[STACK] __attribute__((aligned(16)));
static atomic_int running = 1, spawns, too_many;

static void count_those(int first, int end)
{
    for (int fd = first; fd < end; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            atomic_fetch_add(&too_many, 1);
}

static int look(void *unused)
{
    (void)unused;
    count_those(FIRST, END);
    count_those(HIGH, HIGH + 8);
    _exit(0);
}

static void vfork_and_look(void)
{
    pid_t child = vfork();
    if (child == 0)
        look(NULL);
    (void)reap(child);
}

static void clone_and_look(int flags)
{
    pid_t child = clone(look, stack + STACK, CLONE_VM | flags | SIGCHLD, NULL);
    (void)reap(child);
}

static void *spawn_on(void *unused)
{
    char *const arguments[] = {"true", NULL};
    pid_t child;
    (void)unused;
    while (atomic_load(&running))
        if (posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ) == 0) {
            (void)waitpid(child, NULL, 0);
            atomic_fetch_add(&spawns, 1);
        }
    return NULL;
}

static int make_children(const char *how)
{
    int made = 0;
    for (; made < ROUNDS || atomic_load(&spawns) < SPAWNS; made++)
        if (strcmp(how, "vfork") == 0)
            vfork_and_look();
        else
            clone_and_look(strcmp(how, "waits") == 0 ? CLONE_VFORK : 0);
    return made;
}

int main(int count, char **values)
{
    pthread_t threads[2];
    if (count != 2)
        return 2;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, spawn_on, NULL) != 0)
            return 2;
    int made = make_children(values[1]);
    atomic_store(&running, 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    printf("%d children, %d spawns, %d too many\n", made, atomic_load(&spawns),
           atomic_load(&too_many));
    return 0;
}
