/* SPDX-License-Identifier: Apache-2.0 */
/* system, popen and wordexp: the C library starts a shell by a posix_spawn of its own, which no
 * symbol leads to (glibc since 2.29, wordexp since 2.32; before, by a fork of its own). */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

#include "export.h"
#include "nested.h"
#include "real.h"
#include "spawn.h"
#include "substitution.h"

/* sysdeps/posix/system.c, SHELL_NAME; libio/iopopen.c. */
#define SHELL "sh"

#define NOT_TOLD 0

/* An error leaves errno behind, success nothing: so errno is ours while the call runs. */
static int enter(const void *original)
{
    int before = errno;
    nested_enter(original);
    errno = 0;
    return before;
}

static void leave(const void *original, int before)
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

struct run {
    struct spawn spawn;
    const void *original;
};

/* A thread cancelled in system unwinds over its caller; the shell is killed by then. */
static void end_cancelled(void *data)
{
    struct run *run = data;
    nested_leave(run->original);
    spawn_end(&run->spawn, NOT_TOLD, 0);
}

static int run_shell(const char *call, int (*original)(const char *), const char *command)
{
    /* glibc answers the question whether there is a shell by running one. */
    char *const arguments[] = {SHELL, "-c", (char *)(command == NULL ? "exit 0" : command), NULL};
    struct run run;
    run.original = (void *)original;
    door_begin(&run.spawn, call, MECHANISM_VFORK, SHELL, arguments);
    spawn_hands_on(&run.spawn, environ);
    int before = enter((void *)original);
    int status;
    pthread_cleanup_push(end_cancelled, &run);
    status = original(command);
    pthread_cleanup_pop(0);
    spawn_end(&run.spawn, NOT_TOLD, error_of_start(status));
    leave((void *)original, before);
    return status;
}

EXPORT int system(const char *command)
{
    return run_shell("system", REAL(system), command);
}

EXPORT int __libc_system(const char *command)
{
    return run_shell("__libc_system", REAL(__libc_system), command);
}

static FILE *open_pipe(const char *call, FILE *(*original)(const char *, const char *),
                       const char *command, const char *mode)
{
    char *const arguments[] = {SHELL, "-c", (char *)command, NULL};
    struct spawn spawn;
    door_begin(&spawn, call, MECHANISM_VFORK, SHELL, arguments);
    spawn_hands_on(&spawn, environ);
    int before = enter((void *)original);
    FILE *stream = original(command, mode);
    spawn_end(&spawn, NOT_TOLD, stream == NULL ? errno : 0);
    leave((void *)original, before);
    return stream;
}

EXPORT FILE *popen(const char *command, const char *mode)
{
    return open_pipe("popen", REAL(popen), command, mode);
}

EXPORT FILE *_IO_popen(const char *command, const char *mode)
{
    return open_pipe("_IO_popen", REAL(_IO_popen), command, mode);
}

/* One event for the call, which may start several shells, one after the other. */
EXPORT int wordexp(const char *restrict words, wordexp_t *restrict expanded, int flags)
{
    if ((flags & WRDE_NOCMD) != 0 || !has_substitution(words))
        return REAL(wordexp)(words, expanded, flags);
    struct spawn spawn;
    door_begin(&spawn, "wordexp", MECHANISM_VFORK, SHELL, NULL);
    spawn_hands_on(&spawn, environ);
    nested_enter((void *)REAL(wordexp));
    int result = REAL(wordexp)(words, expanded, flags);
    nested_leave((void *)REAL(wordexp));
    spawn_end(&spawn, NOT_TOLD, 0);
    return result;
}
