/* SPDX-License-Identifier: Apache-2.0 */
/* How deep this thread is in functions of libraries that stand between us and the C library. */
#include "nested.h"

#include <stddef.h>
#include <stdint.h>

#include "calls.h"
#include "host/descriptor.h"
#include "interpose.h"
#include "outcome/self.h"
#include "real.h"
#include "thread_end.h"

/* Not looked up by a call that might allocate, as from a library that is opened later. */
static _Thread_local unsigned depth __attribute__((tls_model("initial-exec")));

/* Where on the stack the outermost of them was called. */
static _Thread_local uintptr_t outermost __attribute__((tls_model("initial-exec")));

/* What one of them calls lies below it, but for a jump and a frame of ours. */
#define NEAR 256U

/*
 * A handler may leave such a function by siglongjmp, and nobody counts back. Then the thread comes
 * to a door from above. On another stack that says nothing: at worst a part of a wrapped call is
 * told as a spawn of its own.
 */
static bool is_above_them(const void *frame)
{
    return depth > 0 && (uintptr_t)frame > outermost + NEAR;
}

typedef void beginning(struct spawn *, const char *, enum mechanism, const char *, char *const[]);

/* One that calls in its last statement jumps: our call of it is then what is gone back to. */
static bool is_a_part(const void *caller, const void *frame)
{
    if (depth == 0 || !real_is_of_a_library_between(caller))
        return false;
    if (is_above_them(frame))
        depth = 0;
    return depth > 0;
}

static void begin(beginning *begins, struct spawn *spawn, const void *caller, const char *call,
                  enum mechanism mechanism, const char *program, char *const arguments[])
{
    interpose_start();
    self_lives_on();
    spawn->caller = caller;
    if (is_a_part(caller, calls_frame(spawn, __builtin_frame_address(0))))
        spawn->observed = false;
    else
        begins(spawn, call, mechanism, program, arguments);
    if (spawn->observed)
        thread_end_tells();
    spawn->descriptors_closed = descriptors_closed();
    spawn->shares_descriptors = false;
    spawn->is_vfork = false;
}

void door_begin(struct spawn *spawn, const void *caller, const char *call, enum mechanism mechanism,
                const char *program, char *const arguments[])
{
    begin(spawn_begin, spawn, caller, call, mechanism, program, arguments);
}

void door_begin_program(struct spawn *spawn, const void *caller, const char *call,
                        const char *program, char *const arguments[], const void *file_actions)
{
    begin(file_actions != NULL ? spawn_begin : spawn_begin_program, spawn, caller, call,
          MECHANISM_VFORK, program, arguments);
}

void door_begin_pipe(struct spawn *spawn, const void *caller, const char *call, const char *program,
                     char *const arguments[], const void *original)
{
    begin(real_is_of_the_c_library(original) ? spawn_begin_pipe : spawn_begin, spawn, caller, call,
          MECHANISM_VFORK, program, arguments);
}

__attribute__((noinline)) void nested_enter(const void *original)
{
    const void *frame = __builtin_frame_address(0);
    if (real_is_of_the_c_library(original))
        return;
    if (is_above_them(frame))
        depth = 0;
    if (depth++ == 0)
        outermost = (uintptr_t)frame;
}

void nested_leave(const void *original)
{
    if (depth > 0 && !real_is_of_the_c_library(original))
        depth--;
}

__attribute__((noinline)) bool nested_is_a_part(const void *caller)
{
    return is_a_part(caller, __builtin_frame_address(0));
}
