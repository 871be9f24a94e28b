/* SPDX-License-Identifier: Apache-2.0 */
/* fork by each of its names, forkpty and daemon: a copy-on-write copy of the parent. */
#include <errno.h>

#include "aliases.h"
#include "export.h"
#include "host/raw.h"
#include "interpose.h"
#include "log/log.h"
#include "real.h"
#include "spawn.h"

static pid_t copy(const char *call, pid_t (*original)(void))
{
    interpose_start();
    struct spawn spawn;
    spawn_begin(&spawn, call, MECHANISM_FORK, NULL, NULL);
    pid_t child = original();
    if (child == 0)
        log_forget_losses();
    else
        spawn_end(&spawn, child, child < 0 ? errno : 0);
    return child;
}

EXPORT pid_t fork(void)
{
    return copy("fork", REAL(fork));
}

EXPORT pid_t __fork(void)
{
    return copy("__fork", REAL(__fork));
}

EXPORT pid_t __libc_fork(void)
{
    return copy("__libc_fork", REAL(__libc_fork));
}

/* Without the handlers of pthread_atfork (POSIX.1-2024). */
EXPORT pid_t _Fork(void)
{
    return copy("_Fork", REAL(_Fork));
}

EXPORT pid_t forkpty(int *terminal, char *name, const struct termios *attributes,
                     const struct winsize *size)
{
    interpose_start();
    struct spawn spawn;
    spawn_begin(&spawn, "forkpty", MECHANISM_FORK, NULL, NULL);
    pid_t child = REAL(forkpty)(terminal, name, attributes, size);
    if (child == 0)
        log_forget_losses();
    else
        spawn_end(&spawn, child, child < 0 ? errno : 0);
    return child;
}

/* The parent ends inside (misc/daemon.c), so that the child tells its parent's event, and losses.
 */
EXPORT int daemon(int keeps_directory, int keeps_descriptors)
{
    interpose_start();
    struct spawn spawn;
    spawn_begin(&spawn, "daemon", MECHANISM_FORK, NULL, NULL);
    pid_t parent = raw_getpid();
    int result = REAL(daemon)(keeps_directory, keeps_descriptors);
    pid_t child = raw_getpid();
    spawn_end(&spawn, child, child == parent ? errno : 0);
    return result;
}
