/* SPDX-License-Identifier: Apache-2.0 */
/* A host's own count of its spawns, independent of the library: a line for each in $WITNESS. */
#ifndef WITNESS_H
#define WITNESS_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Appends a line of its own to the file that a variable of the environment names. Keeps errno. */
static inline void append_line(const char *variable, const char *line)
{
    const char *path = getenv(variable);
    int before = errno;
    int fd = path == NULL ? -1 : open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && write(fd, line, strlen(line)) < 0)
        abort();
    if (fd >= 0)
        close(fd);
    errno = before;
}

/* "call pid", or "call errno ENOENT" for a call that failed. */
static inline void witness(const char *call, pid_t child, int error)
{
    char line[64];
    if (error == 0)
        snprintf(line, sizeof line, "%s %d\n", call, (int)child);
    else
        snprintf(line, sizeof line, "%s errno %s\n", call, strerrorname_np(error));
    append_line("WITNESS", line);
}

/* A call whose child the C library alone knows. */
static inline void witness_unnamed(const char *call)
{
    char line[64];
    snprintf(line, sizeof line, "%s unnamed\n", call);
    append_line("WITNESS", line);
}

/* The child's exit status, or 256 and the signal's number. */
static inline int reap(pid_t child)
{
    int status;
    if (waitpid(child, &status, 0) != child)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static inline void fork_and_reap(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    witness("fork", child, 0);
    (void)reap(child);
}

#endif
