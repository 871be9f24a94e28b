/* SPDX-License-Identifier: Apache-2.0 */
/* wordexp finds an error in words before it comes to their command, and has another thread reap a
 * child in the midst of that: where it asks for memory, which it gets from here. */
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <wordexp.h>

#include "witness.h"

#define ROUNDS 10

static bool expands;
static pid_t zombie;
static sem_t wanted, reaped;

void *realloc(void *memory, size_t size)
{
    static void *(*original)(void *, size_t);
    if (original == NULL)
        original = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
    if (expands) {
        expands = false;
        sem_post(&wanted);
        sem_wait(&reaped);
    }
    return original(memory, size);
}

static void *reap_when_wanted(void *unused)
{
    for (int i = 0; i < ROUNDS; i++) {
        sem_wait(&wanted);
        printf("reaped %d\n", reap(zombie));
        sem_post(&reaped);
    }
    return unused;
}

static void make_zombie(void)
{
    siginfo_t end;
    zombie = fork();
    if (zombie == 0)
        _exit(7);
    witness("fork", zombie, 0);
    waitid(P_PID, (id_t)zombie, &end, WEXITED | WNOWAIT);
}

int main(void)
{
    pthread_t reaper;
    sem_init(&wanted, 0, 0);
    sem_init(&reaped, 0, 0);
    if (pthread_create(&reaper, NULL, reap_when_wanted, NULL) != 0)
        return 2;
    for (int i = 0; i < ROUNDS; i++) {
        wordexp_t expanded;
        make_zombie();
        expands = true;
        printf("%d\n", wordexp("\"a$(echo b", &expanded, 0) == WRDE_SYNTAX);
    }
    pthread_join(reaper, NULL);
    return 0;
}
