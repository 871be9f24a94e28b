/* SPDX-License-Identifier: Apache-2.0 */
/* Many threads (argv[1]) are suspended in vfork at the same moment. */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "witness.h"

static atomic_int suspended;
static int threads;

/* Every child waits until all are there: they share this counter. */
static void *run(void *unused)
{
    pid_t child = vfork();
    if (child == 0) {
        atomic_fetch_add(&suspended, 1);
        while (atomic_load(&suspended) < threads)
            nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        _exit(0);
    }
    witness("vfork", child, 0);
    (void)reap(child);
    return unused;
}

int main(int count, char **values)
{
    threads = count > 1 ? atoi(values[1]) : 48;
    pthread_t *running = calloc((size_t)threads, sizeof *running);
    for (int i = 0; i < threads; i++)
        if (running == NULL || pthread_create(&running[i], NULL, run, NULL) != 0)
            return 2;
    for (int i = 0; i < threads; i++)
        pthread_join(running[i], NULL);
    free(running);
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    witness("fork", child, 0);
    (void)reap(child);
    printf("%d children of vfork at once\n", atomic_load(&suspended));
    return 0;
}
