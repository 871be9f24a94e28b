/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves calls in the middle, by siglongjmp out of a signal handler (argv[1] times). */
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/time.h>

#include "witness.h"

static sigjmp_buf out;
static volatile sig_atomic_t in_call;

static void jump(int number)
{
    (void)number;
    if (in_call)
        siglongjmp(out, 1);
}

static void spawn_until_a_signal_comes(void)
{
    char *const arguments[] = {"true", NULL};
    static char program[] = "/no/such/program-AA";
    static int turn;
    pid_t child;
    if (sigsetjmp(out, 1) == 0)
        for (;;) {
            /* Different ones: equal failures in a row are only counted. */
            program[sizeof program - 2] = (char)('A' + turn++ % 26);
            in_call = 1;
            posix_spawn(&child, program, NULL, NULL, arguments, environ);
        }
    in_call = 0;
}

static int descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) != -1;
    return count;
}

int main(int count, char **values)
{
    int times = count > 1 ? atoi(values[1]) : 100, before = descriptors();
    struct sigaction action = {.sa_handler = jump};
    sigaction(SIGALRM, &action, NULL);
    struct timeval interval = {.tv_usec = 1300};
    setitimer(ITIMER_REAL, &(struct itimerval){interval, interval}, NULL);
    for (int i = 0; i < times; i++)
        spawn_until_a_signal_comes();
    setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
    printf("jumped out of %d calls, %d descriptors more\n", times, descriptors() - before);
    return 0;
}
