/* SPDX-License-Identifier: Apache-2.0 */
/* popen, and what closes its stream: the C library makes the shell and reaps it by itself (as in
 * shell.c), and keeps its pid within the stream. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "export.h"
#include "interpose.h"
#include "nested.h"
#include "outcome/ended.h"
#include "outcome/newborn.h"
#include "outcome/streams.h"
#include "real.h"
#include "shell.h"
#include "spawn.h"

/*
 * struct _IO_proc_file (libio/iopopen.c): the pid lies behind a struct _IO_FILE_plus, which is a
 * FILE and a pointer, and has not changed since glibc 2.1; of 64-bit processors. What lies there is
 * only believed where it proves to be one. Another library's popen may give a stream of its own.
 */
#define PID_IN_STREAM 224

static pid_t pid_in(const FILE *stream, const void *original)
{
    pid_t pid = 0;
    if (real_is_of_the_c_library(original))
        memcpy(&pid, (const char *)stream + PID_IN_STREAM, sizeof pid);
    return pid;
}

struct opening {
    struct spawn spawn;
    const void *original;
    uint64_t began;
    int before; /* errno */
};

static void begin(struct opening *opening, const void *caller, const char *call,
                  const void *original, const char *command)
{
    char *const arguments[] = {SHELL, "-c", (char *)command, NULL};
    door_begin_pipe(&opening->spawn, caller, call, SHELL, arguments, original);
    spawn_hands_on(&opening->spawn, environ);
    opening->original = original;
    opening->began = newborn_now();
    opening->before = shell_enter(original);
}

/* -1: it is no stream that the C library knows a descriptor of, as of _IO_proc_open's caller. */
static int descriptor_of(FILE *stream)
{
    int before = errno;
    int fd = fileno_unlocked(stream);
    errno = before;
    return fd;
}

static FILE *end(struct opening *opening, FILE *stream)
{
    struct spawn *spawn = &opening->spawn;
    int error = stream == NULL ? errno : 0;
    pid_t child = 0;
    if (stream != NULL && spawn->observed)
        child = newborn_confirm(pid_in(stream, opening->original), opening->began);
    spawn_end(spawn, child, error);
    if (child > 0)
        streams_add(stream,
                    (struct stream_child){child, spawn->event.sequence, descriptor_of(stream)});
    shell_leave(opening->original, opening->before);
    return stream;
}

static FILE *open_pipe(const void *caller, const char *call, __typeof__(popen) *original,
                       const char *command, const char *mode)
{
    struct opening opening;
    begin(&opening, caller, call, (void *)original, command);
    return end(&opening, original(command, mode));
}

EXPORT FILE *popen(const char *command, const char *mode)
{
    return open_pipe(CALLER, "popen", REAL(popen), command, mode);
}

EXPORT FILE *_IO_popen(const char *command, const char *mode)
{
    return open_pipe(CALLER, "_IO_popen", REAL(_IO_popen), command, mode);
}

/* What popen calls within the C library, where no symbol leads to it. */
EXPORT FILE *_IO_proc_open(FILE *stream, const char *command, const char *mode)
{
    struct opening opening;
    begin(&opening, CALLER, "_IO_proc_open", (void *)REAL(_IO_proc_open), command);
    return end(&opening, REAL(_IO_proc_open)(stream, command, mode));
}

/*
 * -1 where what was written last could not be written: then the status is 0, which is all that
 * _IO_new_file_close_it (libio/fileops.c) replaces by that error. -1 too where somebody else has
 * reaped the child (ECHILD), or nobody has, for the program has closed the descriptor (EBADF).
 */
static bool is_reaped(int *status)
{
    bool hidden = *status == -1 && errno != 0 && errno != ECHILD && errno != EBADF;
    if (hidden)
        *status = 0;
    return *status != -1;
}

/* A success leaves errno alone. */
static int close_pipe(int (*original)(FILE *), FILE *stream, const struct stream_child *child)
{
    int before = errno;
    errno = 0;
    int result = original(stream), status = result;
    if (is_reaped(&status))
        ended_reaped_of(child->pid, child->sequence, status, NULL);
    if (errno == 0)
        errno = before;
    return result;
}

/* The stream is asked for before, as another thread's popen may get its address afterwards. */
static int close_stream(int (*original)(FILE *), FILE *stream)
{
    struct stream_child child;
    if (!streams_take(stream, &child))
        return original(stream);
    return close_pipe(original, stream, &child);
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

EXPORT int _IO_proc_close(FILE *stream)
{
    interpose_start();
    return close_stream(REAL(_IO_proc_close), stream);
}
