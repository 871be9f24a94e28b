/* SPDX-License-Identifier: Apache-2.0 */
/* A library that makes system and forkpty out of other functions; preloaded behind ours. A program
 * that handles SIGUSR2 gets one meanwhile. */
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

static void interrupt(void)
{
    struct sigaction action;
    if (sigaction(SIGUSR2, NULL, &action) == 0 && action.sa_handler != SIG_DFL)
        raise(SIGUSR2);
}

int system(const char *command)
{
    interrupt();
    char *const arguments[] = {"sh", "-c", (char *)command, NULL};
    pid_t child;
    int status = -1;
    if (posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environ) != 0 ||
        waitpid(child, &status, 0) != child)
        return -1;
    return status;
}

pid_t forkpty(int *terminal, char *name, const struct termios *attributes,
              const struct winsize *size)
{
    int peer;
    interrupt();
    if (openpty(terminal, &peer, name, attributes, size) != 0)
        return -1;
    pid_t child = fork();
    if (child == 0)
        (void)login_tty(peer);
    else
        close(peer);
    return child;
}

/* On its own account: no function of the C library is made of it. */
pid_t spawn_one(void);

pid_t spawn_one(void)
{
    char *const arguments[] = {"sh", "-c", "exit 7", NULL};
    pid_t child;
    return posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environ) == 0 ? child : -1;
}
