/* SPDX-License-Identifier: Apache-2.0 */
/* One thread closes all descriptors and sends itself messages through a pipe at their numbers,
 * while another spawns. */
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>

#include "witness.h"

#define ROUNDS 2000

static atomic_int running = 1;

static void *spawn(void *unused)
{
    char *const arguments[] = {"nothing", NULL};
    pid_t child;
    for (int i = 0; i < ROUNDS; i++)
        posix_spawn(&child, "/no/such/program", NULL, NULL, arguments, environ);
    atomic_store(&running, 0);
    return unused;
}

/* Who closes what is not its own may find its own closed: only a message that was sent and is gone
 * has been read by somebody else. */
static int message_is_lost(void)
{
    int ends[2];
    char message[64];
    close_range(3, ~0U, 0);
    if (pipe2(ends, O_NONBLOCK) != 0 || write(ends[1], "hello", 5) != 5)
        return 0;
    for (volatile int wait = 0; wait < 500; wait++)
        ;
    errno = 0;
    return read(ends[0], message, sizeof message) < 0 && errno == EAGAIN;
}

int main(void)
{
    pthread_t thread;
    int lost = 0;
    if (pthread_create(&thread, NULL, spawn, NULL) != 0)
        return 2;
    while (atomic_load(&running))
        lost += message_is_lost();
    pthread_join(thread, NULL);
    printf("%d messages are lost\n", lost);
    return 0;
}
