/* SPDX-License-Identifier: Apache-2.0 */
/* Cancels threads in the middle of system, which ends its shell. */
#include <pthread.h>
#include <time.h>

#include "witness.h"

#define THREADS 4

static void say_ended(void *unused)
{
    (void)unused;
    witness_unnamed("system");
}

static void *run(void *unused)
{
    pthread_cleanup_push(say_ended, NULL);
    (void)system("while :; do :; done");
    pthread_cleanup_pop(0);
    return unused;
}

int main(void)
{
    for (int i = 0; i < THREADS; i++) {
        pthread_t thread;
        void *result = NULL;
        if (pthread_create(&thread, NULL, run, NULL) != 0)
            abort();
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
        pthread_cancel(thread);
        pthread_join(thread, &result);
        printf("cancelled: %s\n", result == PTHREAD_CANCELED ? "yes" : "NO");
    }
    return 0;
}
