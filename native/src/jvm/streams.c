/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds are those of java.lang.ProcessBuilder.Redirect. */
#include "streams.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "host/number.h"
#include "host/raw.h"

#define FD_FOLDER "/proc/thread-self/fd/"

static const char *kind_of_file(int stream, int fd, bool is_of_pipeline)
{
    static const char pipe[] = "pipe:[";
    char path[sizeof FD_FOLDER + NUMBER_DIGITS] = FD_FOLDER, link[32];
    *number_put(path + strlen(path), (unsigned)fd) = '\0';
    ssize_t got = raw_readlink(path, link, sizeof link - 1);
    link[got < 0 ? 0 : got] = '\0';
    if (is_of_pipeline && strncmp(link, pipe, sizeof pipe - 1) == 0)
        return "pipe";
    if (stream == STDIN_FILENO)
        return "read";
    int flags = raw_fcntl(fd, F_GETFL, 0);
    if (flags >= 0 && (flags & O_APPEND) != 0)
        return "append";
    return strcmp(link, "/dev/null") == 0 ? "discard" : "write";
}

static const char *kind(int stream, int fd, bool merged, bool is_of_pipeline)
{
    if (stream == STDERR_FILENO && merged)
        return "merged";
    if (fd == -1)
        return "pipe";
    return fd == stream ? "inherit" : kind_of_file(stream, fd, is_of_pipeline);
}

void stream_kinds(const int fds[3], bool merged, bool is_of_pipeline,
                  char kinds[STREAM_KINDS_BYTES])
{
    char *at = kinds;
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        const char *name = kind(stream, fds[stream], merged, is_of_pipeline);
        size_t length = strlen(name);
        memcpy(at, name, length);
        at += length;
        *at++ = stream == STDERR_FILENO ? '\0' : '\n';
    }
}
