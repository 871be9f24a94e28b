/* SPDX-License-Identifier: Apache-2.0 */
/* Of two threads, ends before its child, which has gone on with its copy and told that. */
#include <pthread.h>
#include <time.h>

#include "witness.h"

static int told[2], ended[2];

static void *wait_for_good(void *unused)
{
    for (;;)
        pause();
    return unused;
}

/* An exec that comes so late is told before it is tried. */
static void go_on(void)
{
    char byte;
    close(ended[1]);
    nanosleep(&(struct timespec){.tv_nsec = 150000000}, NULL);
    execl("/dev/null", "null", (char *)NULL);
    if (write(told[1], "", 1) != 1 || read(ended[0], &byte, 1) != 0)
        abort();
    _exit(0);
}

int main(void)
{
    pthread_t thread;
    char byte;
    if (pipe(told) != 0 || pipe(ended) != 0 ||
        pthread_create(&thread, NULL, wait_for_good, NULL) != 0)
        abort();
    pid_t child = fork();
    if (child == 0)
        go_on();
    witness("fork", child, 0);
    return read(told[0], &byte, 1) == 1 ? 0 : 1;
}
