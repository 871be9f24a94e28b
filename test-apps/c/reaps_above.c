/* SPDX-License-Identifier: Apache-2.0 */
/* A handler of SIGCHLD, on an alternate stack that lies above what it interrupts, reaps each child
 * and makes the next. */
#include <signal.h>
#include <stdatomic.h>

#include "witness.h"

#define CHILDREN 300

static atomic_int made, reaped;

static void make_one(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    witness("fork", child, 0);
    atomic_fetch_add(&made, 1);
}

static void replace(int number)
{
    (void)number;
    int before = errno;
    while (waitpid(-1, NULL, WNOHANG) > 0) {
        atomic_fetch_add(&reaped, 1);
        if (made < CHILDREN)
            make_one();
    }
    errno = before;
}

static __attribute__((noinline)) void make_all(void)
{
    sigset_t held, before;
    sigemptyset(&held);
    sigaddset(&held, SIGCHLD);
    while (made < CHILDREN)
        make_one();
    sigprocmask(SIG_BLOCK, &held, &before);
    while (reaped < made)
        sigsuspend(&before);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

int main(void)
{
    char above[65536];
    stack_t stack = {.ss_sp = above, .ss_size = sizeof above};
    struct sigaction action = {.sa_handler = replace, .sa_flags = SA_ONSTACK};
    if (sigaltstack(&stack, NULL) != 0 || sigaction(SIGCHLD, &action, NULL) != 0)
        abort();
    make_all();
    printf("%s\n", reaped == made ? "all reaped" : "some are missing");
    return 0;
}
