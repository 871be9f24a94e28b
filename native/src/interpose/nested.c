/* SPDX-License-Identifier: Apache-2.0 */
/* How deep this thread is in functions of libraries that stand between us and the C library. */
#include "nested.h"

#include <stddef.h>

#include "host/descriptor.h"
#include "interpose.h"
#include "outcome/self.h"
#include "real.h"

/* Not looked up by a call that might allocate, as from a library that is opened later. */
static _Thread_local unsigned depth __attribute__((tls_model("initial-exec")));

typedef void beginning(struct spawn *, const char *, enum mechanism, const char *, char *const[]);

/* One that calls in its last statement jumps: our call of it is then what is gone back to. */
bool nested_is_a_part(const void *caller)
{
    return depth > 0 && real_is_of_a_library_between(caller);
}

static void begin(beginning *begins, struct spawn *spawn, const void *caller, const char *call,
                  enum mechanism mechanism, const char *program, char *const arguments[])
{
    interpose_start();
    self_lives_on();
    if (nested_is_a_part(caller))
        spawn->observed = false;
    else
        begins(spawn, call, mechanism, program, arguments);
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

void nested_enter(const void *original)
{
    if (!real_is_of_the_c_library(original))
        depth++;
}

void nested_leave(const void *original)
{
    if (!real_is_of_the_c_library(original))
        depth--;
}
