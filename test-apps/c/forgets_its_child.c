/* SPDX-License-Identifier: Apache-2.0 */
/* Its handler of SIGCHLD reaps a child and forgets its pid, if it can before posix_spawn has
 * returned.
 */
#include <signal.h>
#include <spawn.h>

#include "witness.h"

#define ROUNDS 20

static volatile pid_t child, last;
static volatile sig_atomic_t ended;

static void forget(int number)
{
    (void)number;
    pid_t reaped;
    while ((reaped = waitpid(-1, NULL, WNOHANG)) > 0) {
        last = reaped;
        child = -1;
        ended++;
    }
}

int main(void)
{
    char *const arguments[] = {"true", NULL};
    sigset_t held, before;
    sigemptyset(&held);
    sigaddset(&held, SIGCHLD);
    sigprocmask(SIG_BLOCK, NULL, &before);
    signal(SIGCHLD, forget);
    for (int i = 0; i < ROUNDS; i++) {
        if (posix_spawn((pid_t *)&child, "/bin/true", NULL, NULL, arguments, environ) != 0)
            abort();
        sigprocmask(SIG_BLOCK, &held, NULL);
        while (ended <= i)
            sigsuspend(&before);
        witness("posix_spawn", last, 0);
        sigprocmask(SIG_SETMASK, &before, NULL);
    }
    puts("done");
    return 0;
}
