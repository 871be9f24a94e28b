/* SPDX-License-Identifier: Apache-2.0 */
/* Forks in a signal handler that interrupts spawns through the other doors. */
#include <signal.h>
#include <spawn.h>
#include <sys/time.h>

#include "witness.h"

#define FORKS 40

static volatile pid_t forked[FORKS];
static volatile sig_atomic_t count;

static void fork_now(int number)
{
    (void)number;
    int before = errno;
    if (count < FORKS) {
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        forked[count++] = child;
    }
    errno = before;
}

/* posix_spawn blocks signals itself; around it, and around vfork, they arrive anywhere. */
static void spawn_through_the_other_doors(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = vfork();
    if (child == 0)
        _exit(0);
    witness("vfork", child, 0);
    (void)reap(child);
    int error = posix_spawn(&child, "/no/such/program", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
}

int main(void)
{
    struct sigaction action = {.sa_handler = fork_now, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    struct timeval interval = {.tv_usec = 700};
    setitimer(ITIMER_REAL, &(struct itimerval){interval, interval}, NULL);
    while (count < FORKS)
        spawn_through_the_other_doors();
    setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
    int good = 0;
    for (int i = 0; i < FORKS; i++) {
        witness("fork", forked[i], 0);
        good += reap(forked[i]) == 0;
    }
    printf("%d forks in a signal handler\n", good);
    return 0;
}
