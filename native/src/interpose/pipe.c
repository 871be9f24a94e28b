/* SPDX-License-Identifier: Apache-2.0 */
/* popen, and what closes its stream: the C library makes the shell and reaps it by itself (as in
 * shell.c), and keeps its pid within the stream. */
#include <errno.h>
#include <stdio.h>

#include "export.h"
#include "interpose.h"
#include "nested.h"
#include "outcome/ended.h"
#include "outcome/newborn.h"
#include "outcome/streams.h"
#include "real.h"
#include "shell.h"
#include "spawn.h"

static FILE *open_pipe(const char *call, FILE *(*original)(const char *, const char *),
                       const char *command, const char *mode)
{
    char *const arguments[] = {SHELL, "-c", (char *)command, NULL};
    struct spawn spawn;
    /* It closes the streams of earlier calls in the child (POSIX), so not all goes to the shell. */
    door_begin(&spawn, call, MECHANISM_VFORK, SHELL, arguments);
    spawn_hands_on(&spawn, environ);
    uint64_t began = newborn_now();
    int before = shell_enter((void *)original);
    FILE *stream = original(command, mode);
    int error = stream == NULL ? errno : 0;
    pid_t child = stream != NULL && spawn.observed ? newborn_find(began) : 0;
    spawn_end(&spawn, child, error);
    if (child > 0)
        streams_add(stream, (struct stream_child){child, spawn.event.sequence});
    shell_leave((void *)original, before);
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

/* -1 is no end: somebody else has reaped the child, or what was written last was lost. The stream
 * is asked for before, as another thread's popen may get its address afterwards. */
static int close_stream(int (*original)(FILE *), FILE *stream)
{
    struct stream_child child;
    bool is_pipe = streams_take(stream, &child);
    int status = original(stream);
    if (is_pipe && status != -1)
        ended_reaped_of(child.pid, child.sequence, status, NULL);
    return status;
}

EXPORT int pclose(FILE *stream)
{
    interpose_start();
    return close_stream(REAL(pclose), stream);
}

/* In glibc the same function as pclose (libio/pclose.c). */
EXPORT int fclose(FILE *stream)
{
    interpose_start();
    return close_stream(REAL(fclose), stream);
}

EXPORT int _IO_fclose(FILE *stream)
{
    interpose_start();
    return close_stream(REAL(_IO_fclose), stream);
}
