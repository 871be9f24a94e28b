/* SPDX-License-Identifier: Apache-2.0 */
/* Forks when the main thread has ended: the process's own status has no memory any more. */
#include <pthread.h>

#include "witness.h"

static pthread_t main_thread;

static void *fork_alone(void *unused)
{
    (void)unused;
    pthread_join(main_thread, NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(3);
    witness("fork", child, 0);
    dprintf(1, "status %d\n", reap(child));
    exit(0);
}

int main(void)
{
    pthread_t other;
    main_thread = pthread_self();
    if (pthread_create(&other, NULL, fork_alone, NULL) != 0)
        return 2;
    pthread_exit(NULL);
}
