/* SPDX-License-Identifier: Apache-2.0 */
/* A child that has done its work, and waits to be looked at. */
#ifndef WAITING_CHILD_H
#define WAITING_CHILD_H

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"

/* Waits in the child until it is killed. */
static inline pid_t start(void (*work)(void), int *ready)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        work();
        (void)!write(ends[1], "r", 1);
        for (;;)
            pause();
    }
    close(ends[1]);
    *ready = ends[0];
    char said;
    assert_int_equal(read(ends[0], &said, 1), 1);
    return child;
}

static inline void end(pid_t child, int ready)
{
    close(ready);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

#endif
