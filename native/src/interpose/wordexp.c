/* SPDX-License-Identifier: Apache-2.0 */
/* wordexp: the C library starts a shell for each command by a posix_spawn of its own, which no
 * symbol leads to (glibc since 2.32; before, by a fork of its own). */
#include <errno.h>
#include <signal.h>

#include "export.h"
#include "host/file.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "memory/text.h"
#include "nested.h"
#include "real.h"
#include "shell.h"
#include "spawn.h"
#include "words.h"

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

/* What this thread has read: the calls that it made by now, and those of a look itself. */
struct reads {
    uint64_t calls, of_a_look;
};

/* A kernel without CONFIG_TASK_IO_ACCOUNTING does not count them. */
static uint64_t reads_by_now(void)
{
    char text[256];
    return file_read("/proc/thread-self/io", text, sizeof text) > 0 ? text_value(text, "syscr:")
                                                                    : UNKNOWN;
}

/* Signals are held, so that between the two looks no handler reads. */
static void look_twice(void *data)
{
    struct reads *reads = data;
    uint64_t first = reads_by_now();
    reads->calls = is_known(first) ? reads_by_now() : UNKNOWN;
    reads->of_a_look = reads->calls - first;
}

static void look_once(void *data)
{
    *(uint64_t *)data = reads_by_now();
}

/* No shell is made of which this thread does not read what it printed, to its end. */
static bool has_read_nothing_since(const struct reads *before)
{
    uint64_t now = UNKNOWN;
    if (is_known(before->calls))
        stretch_run(look_once, &now);
    return is_known(now) && now == before->calls + before->of_a_look;
}

/*
 * The shells are made and reaped within, and whether the words that have a command in them come to
 * it is for the C library's parser to say: no program starts without a page fault, which may be of
 * another thread's child. Where nobody can know it is assumed; so it is of a shell that could not
 * be started, which is no error of the words.
 */
static bool has_made_a_shell(int result, uint64_t faults_before, const struct reads *before)
{
    if (faults_of_children() == faults_before && !ignores_children())
        return false;
    return result == WRDE_NOSPACE || !has_read_nothing_since(before);
}

/* One event for the call, which may start several shells, one after the other. */
EXPORT int wordexp(const char *restrict words, wordexp_t *restrict expanded, int flags)
{
    if ((flags & WRDE_NOCMD) != 0 || !words_have_a_command(words))
        return REAL(wordexp)(words, expanded, flags);
    struct spawn spawn;
    struct reads reads = {UNKNOWN, 0};
    door_begin_program(&spawn, CALLER, "wordexp", SHELL, NULL, NULL);
    spawn_hands_on(&spawn, environ);
    if (spawn.observed)
        stretch_run(look_twice, &reads);
    uint64_t faults = faults_of_children();
    nested_enter((void *)REAL(wordexp));
    int result = REAL(wordexp)(words, expanded, flags);
    nested_leave((void *)REAL(wordexp));
    int after = errno;
    if (spawn.observed && has_made_a_shell(result, faults, &reads))
        spawn_end(&spawn, NOT_TOLD, 0);
    else
        spawn_drop(&spawn);
    errno = after;
    return result;
}
