/* SPDX-License-Identifier: Apache-2.0 */
/* fork by each of its names, forkpty and daemon: a copy-on-write copy of the parent. */
#include <errno.h>

#include "aliases.h"
#include "export.h"
#include "host/descriptor.h"
#include "host/raw.h"
#include "nested.h"
#include "real.h"
#include "spawn.h"
#include "vfork.h"

static pid_t copy(const char *call, pid_t (*original)(void), const void *caller)
{
    struct spawn spawn;
    door_begin(&spawn, caller, call, MECHANISM_FORK, NULL, NULL);
    nested_enter((void *)original);
    pid_t child = original();
    nested_leave((void *)original);
    if (child == 0)
        spawn_child(&spawn);
    else
        spawn_end(&spawn, child, child < 0 ? errno : 0);
    return child;
}

EXPORT pid_t fork(void)
{
    return copy("fork", REAL(fork), CALLER);
}

EXPORT pid_t __fork(void)
{
    return copy("__fork", REAL(__fork), CALLER);
}

EXPORT pid_t __libc_fork(void)
{
    return copy("__libc_fork", REAL(__libc_fork), CALLER);
}

pid_t vfork_by_copying(const char *call)
{
    return copy(call, REAL(fork), CALLER);
}

/* Without the handlers of pthread_atfork (POSIX.1-2024). */
EXPORT pid_t _Fork(void)
{
    return copy("_Fork", REAL(_Fork), CALLER);
}

EXPORT pid_t forkpty(int *terminal, char *name, const struct termios *attributes,
                     const struct winsize *size)
{
    struct spawn spawn;
    door_begin(&spawn, CALLER, "forkpty", MECHANISM_FORK, NULL, NULL);
    nested_enter((void *)REAL(forkpty));
    pid_t child = REAL(forkpty)(terminal, name, attributes, size);
    nested_leave((void *)REAL(forkpty));
    if (child == 0)
        spawn_child(&spawn);
    else
        spawn_end(&spawn, child, child < 0 ? errno : 0);
    return child;
}

/* The parent ends inside (misc/daemon.c), so that the child tells its parent's event, and losses.
 */
EXPORT int daemon(int keeps_directory, int keeps_descriptors)
{
    struct spawn spawn;
    door_begin(&spawn, CALLER, "daemon", MECHANISM_FORK, NULL, NULL);
    pid_t parent = raw_getpid();
    nested_enter((void *)REAL(daemon));
    int result = REAL(daemon)(keeps_directory, keeps_descriptors);
    nested_leave((void *)REAL(daemon));
    pid_t child = raw_getpid();
    if (child != parent)
        descriptors_close_copies(spawn.descriptors_closed);
    spawn_end(&spawn, child, child == parent ? errno : 0);
    if (child != parent)
        spawn_child_alone(&spawn);
    return result;
}
