/* SPDX-License-Identifier: Apache-2.0 */
/* A library that makes system and forkpty out of other functions; preloaded behind ours. */
#include <pty.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

int system(const char *command)
{
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
    if (openpty(terminal, &peer, name, attributes, size) != 0)
        return -1;
    pid_t child = fork();
    if (child == 0)
        (void)login_tty(peer);
    else
        close(peer);
    return child;
}
