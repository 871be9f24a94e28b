/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a JVM leaves to the programs that native code starts whatever its application does.
 *
 * 1. The socket at which it hears who attaches, once somebody has, as we do. It is bound to
 *    /tmp/.java_pid<pid>.tmp, which is then renamed (attachListener_posix.cpp). Only where there is
 *    such a file a socket is asked for its name: in another program a seccomp policy may not know
 *    that call.
 * 2. lib/modules, which jimage reads from (imageFile.cpp): beside bin, which the program is in.
 * 3. The jar of ours that an attach brings, as the JDK opens each jar without O_CLOEXEC.
 */
#include "own_descriptors.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "host/number.h"
#include "host/raw.h"

#define PATH_BYTES    512
#define SOCKET        "/tmp/.java_pid"
#define BEFORE_LISTEN ".tmp"
#define MODULES       "/lib/modules"
#define PROGRAMS      "/bin/"
#define DELETED       " (deleted)" /* d_path, fs/d_path.c */
#define ORDER         "/tmp/.spawnrisk-"
#define JAR           ".jar"

static bool may_call(int *calls, int count)
{
    if (*calls + count > OWN_MOST_CALLS)
        return false;
    *calls += count;
    return true;
}

bool own_socket(int fd, int *calls)
{
    char expected[sizeof SOCKET + 16] = SOCKET;
    *number_put(expected + strlen(expected), (unsigned)raw_getpid()) = '\0';
    struct stat status = {0};
    if (!may_call(calls, 2) || raw_stat(expected, &status) != 0 || !S_ISSOCK(status.st_mode))
        return false;
    struct sockaddr_un address = {0};
    socklen_t size = sizeof address - 1; /* what is longer lacks its NUL */
    if (raw_getsockname(fd, &address, &size) != 0 || address.sun_family != AF_UNIX)
        return false;
    size_t length = strlen(expected);
    const char *rest = address.sun_path + length;
    return strncmp(address.sun_path, expected, length) == 0 &&
           (*rest == '\0' || strcmp(rest, BEFORE_LISTEN) == 0);
}

static const char *last_of(const char *text, const char *part)
{
    const char *last = NULL;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        last = at;
    return last;
}

static bool ends(const char *rest)
{
    return *rest == '\0' || strcmp(rest, DELETED) == 0;
}

/* The name that "spawnrisk attach" gives, and takes away at once (Attachment.java). */
static bool is_order(const char *link)
{
    const char *end = last_of(link, JAR);
    return strncmp(link, ORDER, strlen(ORDER)) == 0 && end != NULL && ends(end + strlen(JAR)) &&
           strchr(link + strlen(ORDER), '/') == NULL;
}

bool own_file(const char *link, int *calls)
{
    char program[PATH_BYTES];
    if (is_order(link))
        return true;
    const char *modules = last_of(link, MODULES);
    if (modules == NULL || !ends(modules + strlen(MODULES)) || !may_call(calls, 1))
        return false;
    ssize_t got = raw_readlink("/proc/thread-self/exe", program, sizeof program);
    program[got < 0 || got == (ssize_t)sizeof program ? 0 : got] = '\0';
    size_t home = (size_t)(modules - link);
    return strncmp(program, link, home) == 0 &&
           strncmp(program + home, PROGRAMS, strlen(PROGRAMS)) == 0 &&
           strchr(program + home + strlen(PROGRAMS), '/') == NULL;
}
