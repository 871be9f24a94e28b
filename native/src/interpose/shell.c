/* SPDX-License-Identifier: Apache-2.0 */
/* system: the C library starts a shell by a posix_spawn of its own, which no symbol leads to (glibc
 * since 2.29; before, by a fork of its own). */
#include <errno.h>
#include <stddef.h>

#include "export.h"
#include "nested.h"
#include "real.h"
#include "shell.h"
#include "spawn.h"

#define NO_END (-1)

int shell_enter(const void *original)
{
    int before = errno;
    nested_enter(original);
    errno = 0;
    return before;
}

void shell_leave(const void *original, int before)
{
    nested_leave(original);
    if (errno == 0)
        errno = before;
}

/*
 * A shell that could not be started counts as one that has ended with 127 (system(3)), and only
 * errno tells them apart. EINTR and ECHILD are of the wait for a shell that was started.
 */
static int error_of_start(int status)
{
    int error = errno;
    bool failed = status == -1 || status == 127 << 8;
    return failed && error != EINTR && error != ECHILD ? error : 0;
}

/* The question whether there is a shell is answered by one that ends with 0. Where somebody else
 * has reaped it, that one knows how it ended. */
static int end_of(int status, int error, const char *command)
{
    if (error != 0)
        return NO_END;
    if (command == NULL)
        return status != 0 ? 0 : NO_END;
    return status;
}

/*
 * A thread may be cancelled in here, or a handler leave by a jump. Nothing that is on the stack may
 * then be known to the C library: pthread_cleanup_push would lead a later pthread_exit to a frame
 * that is gone. So thread_end.c tells such a call.
 */
static int run_shell(const void *caller, const char *call, int (*original)(const char *),
                     const char *command)
{
    /* glibc answers the question whether there is a shell by running one. */
    char *const arguments[] = {SHELL, "-c", (char *)(command == NULL ? "exit 0" : command), NULL};
    struct spawn spawn;
    door_begin_program(&spawn, caller, call, SHELL, arguments, NULL);
    spawn_hands_on(&spawn, environ);
    int before = shell_enter((void *)original);
    int status = original(command);
    int error = error_of_start(status);
    spawn_end(&spawn, NOT_TOLD, error);
    int status_of_end = end_of(status, error, command);
    if (status_of_end != NO_END)
        spawn_tell_end(&spawn, status_of_end);
    shell_leave((void *)original, before);
    return status;
}

EXPORT int system(const char *command)
{
    return run_shell(CALLER, "system", REAL(system), command);
}

EXPORT int __libc_system(const char *command)
{
    return run_shell(CALLER, "__libc_system", REAL(__libc_system), command);
}
