/* SPDX-License-Identifier: Apache-2.0 */
/* system and wordexp: the C library starts a shell by a posix_spawn of its own, which no symbol
 * leads to (glibc since 2.29, wordexp since 2.32; before, by a fork of its own). */
#include <errno.h>
#include <signal.h>
#include <stddef.h>

#include "export.h"
#include "host/raw.h"
#include "nested.h"
#include "real.h"
#include "shell.h"
#include "spawn.h"
#include "words.h"

#define NOT_TOLD 0
#define NO_END   (-1)

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

/* Of reaped children; those of a process that ignores SIGCHLD are in none (getrusage(2)). */
static uint64_t faults_of_children(void)
{
    struct rusage usage = {0};
    return raw_getrusage(RUSAGE_CHILDREN, &usage) == 0 ? (uint64_t)usage.ru_minflt : 0;
}

static bool ignores_children(void)
{
    struct sigaction action;
    return sigaction(SIGCHLD, NULL, &action) == 0 &&
           (action.sa_handler == SIG_IGN || (action.sa_flags & SA_NOCLDWAIT) != 0);
}

/*
 * The shells are made and reaped within, and whether the words that have a command in them come to
 * it is for the C library's parser to say: no program starts without a page fault. Where nobody can
 * know it is assumed.
 */
static void end_expansion(struct spawn *spawn, uint64_t faults_before)
{
    if (faults_of_children() != faults_before || ignores_children())
        spawn_end(spawn, NOT_TOLD, 0);
    else
        spawn_drop(spawn);
}

/* One event for the call, which may start several shells, one after the other. */
EXPORT int wordexp(const char *restrict words, wordexp_t *restrict expanded, int flags)
{
    if ((flags & WRDE_NOCMD) != 0 || !words_have_a_command(words))
        return REAL(wordexp)(words, expanded, flags);
    struct spawn spawn;
    door_begin_program(&spawn, CALLER, "wordexp", SHELL, NULL, NULL);
    spawn_hands_on(&spawn, environ);
    uint64_t faults = faults_of_children();
    nested_enter((void *)REAL(wordexp));
    int result = REAL(wordexp)(words, expanded, flags);
    nested_leave((void *)REAL(wordexp));
    int after = errno;
    end_expansion(&spawn, faults);
    errno = after;
    return result;
}
