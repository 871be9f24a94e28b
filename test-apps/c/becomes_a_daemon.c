/* SPDX-License-Identifier: Apache-2.0 */
/* Daemons of a process with another thread: one executes, one goes on with its copy. */
#include <pthread.h>
#include <time.h>

#include "witness.h"

static int ended[2];

static void *wait_for_ever(void *unused)
{
    pause();
    return unused;
}

static void be_daemon(int executes)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_for_ever, NULL) != 0 || daemon(1, 1) != 0)
        abort();
    witness("daemon", getpid(), 0);
    if (executes)
        execl("/bin/true", "true", (char *)NULL);
    nanosleep(&(struct timespec){.tv_nsec = 150000000L}, NULL);
    _exit(3);
}

/* The pipe is closed when the last process that holds it has ended, or has run another program. */
static void start(int executes)
{
    char byte;
    if (pipe2(ended, O_CLOEXEC) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        close(ended[0]);
        be_daemon(executes);
    }
    witness("fork", child, 0);
    close(ended[1]);
    printf("parent's status %d, ", reap(child));
    printf("left open: %d\n", (int)read(ended[0], &byte, 1));
    close(ended[0]);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    start(1);
    start(0);
    return 0;
}
