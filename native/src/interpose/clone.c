/* SPDX-License-Identifier: Apache-2.0 */
/* clone: what the child gets is in the flags. A thread is no spawn. */
#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stddef.h>

#include "aliases.h"
#include "exit.h"
#include "export.h"
#include "host/alone.h"
#include "host/descriptor.h"
#include "nested.h"
#include "outcome/beside.h"
#include "real.h"
#include "spawn.h"
#include "vfork.h"

typedef int child_function(void *argument);

struct clone_call {
    child_function *function;
    void *stack;
    int flags;
    void *argument;
    pid_t *parent_tid;
    void *tls;
    pid_t *child_tid;
    const struct spawn *spawn; /* of a copy */
};

/* The kernel ignores those that the flags don't ask for; each has a register or a word of the
 * caller's frame, given or not. */
#define TAKE_OPTIONAL(call, last)                                                                  \
    do {                                                                                           \
        va_list optional;                                                                          \
        va_start(optional, last);                                                                  \
        (call)->parent_tid = va_arg(optional, pid_t *);                                            \
        (call)->tls = va_arg(optional, void *);                                                    \
        (call)->child_tid = va_arg(optional, pid_t *);                                             \
        va_end(optional);                                                                          \
    } while (0)

static int make(__typeof__(clone) *original, const struct clone_call *call,
                child_function *function, void *argument)
{
    return original(function, call->stack, call->flags, argument, call->parent_tid, call->tls,
                    call->child_tid);
}

/* What a child beside its parent has to know, on top of its own stack: the caller's frame may be
 * gone. */
struct start {
    child_function *function;
    void *argument;
    uint32_t number; /* of beside.h */
    unsigned descriptors_closed;
    bool shares_descriptors, is_expected;
};

static int run_beside(void *data)
{
    const struct start *start = data;
    if (!start->shares_descriptors)
        descriptors_close_beside(start->descriptors_closed);
    if (start->is_expected)
        beside_begins(start->number);
    return start->function(start->argument);
}

static uint32_t expect(const struct spawn *spawn)
{
    struct birth birth;
    spawn_birth(spawn, &birth);
    return beside_expect(&birth);
}

/* The C library puts function and argument there itself (sysdeps/unix/sysv/linux/x86_64/clone.S).
 */
static int make_beside(__typeof__(clone) *original, const struct clone_call *call,
                       const struct spawn *spawn)
{
    if (call->function == NULL || call->stack == NULL)
        return make(original, call, call->function, call->argument);
    uintptr_t top = (uintptr_t)call->stack - sizeof(struct start);
    struct start *start = (struct start *)(top - top % _Alignof(max_align_t));
    *start = (struct start){.function = call->function,
                            .argument = call->argument,
                            .descriptors_closed = spawn->descriptors_closed,
                            .shares_descriptors = spawn->shares_descriptors};
    bool is_expected = spawn->observed && (call->flags & CLONE_VFORK) == 0;
    uint32_t number = is_expected ? expect(spawn) : 0;
    start->number = number;
    start->is_expected = is_expected;
    struct clone_call beside = *call;
    beside.stack = start;
    int child = make(original, &beside, run_beside, start);
    if (child < 0 && is_expected)
        beside_is_over(spawn->event.sequence);
    return child;
}

/* In a copy, where the caller's frame lies as it lay in the parent. The C library ends the thread
 * once the function returns (clone.S), and with the last one the copy. */
static int run_copy(void *argument)
{
    const struct clone_call *call = argument;
    spawn_child(call->spawn);
    int status = call->function(call->argument);
    exit_tells_of_thread();
    return status;
}

/* The child tells its exec as one of vfork does. */
static int observe_while_it_waits(const void *caller, const char *name, __typeof__(clone) *original,
                                  const struct clone_call *call, struct spawn *spawn)
{
    spawn->event.clone_flags = (unsigned)call->flags;
    door_begin(spawn, caller, name, MECHANISM_CLONE_VM, NULL, NULL);
    spawn->shares_descriptors = (call->flags & CLONE_FILES) != 0;
    vfork_listen(spawn);
    int child = make_beside(original, call, spawn);
    vfork_tell(spawn, child, child < 0 ? errno : 0);
    return child;
}

/* The child starts on a stack of its own and ends in the function: it never comes back here. */
static int observe(const void *caller, const char *name, __typeof__(clone) *original,
                   struct clone_call *call)
{
    static const int waits = CLONE_VM | CLONE_VFORK;
    alone_ends((unsigned)call->flags);
    if ((call->flags & CLONE_THREAD) != 0)
        return make(original, call, call->function, call->argument);
    struct spawn *off_the_stack = (call->flags & waits) == waits ? vfork_take() : NULL;
    if (off_the_stack != NULL)
        return observe_while_it_waits(caller, name, original, call, off_the_stack);
    struct spawn spawn;
    bool copies = (call->flags & CLONE_VM) == 0;
    spawn.event.clone_flags = (unsigned)call->flags;
    door_begin(&spawn, caller, name, copies ? MECHANISM_CLONE : MECHANISM_CLONE_VM, NULL, NULL);
    spawn.shares_descriptors = (call->flags & CLONE_FILES) != 0;
    call->spawn = &spawn;
    int child = copies && call->function != NULL ? make(original, call, run_copy, call)
                : copies                         ? make(original, call, NULL, call->argument)
                                                 : make_beside(original, call, &spawn);
    call->spawn = NULL;
    spawn_end(&spawn, child, child < 0 ? errno : 0);
    return child;
}

EXPORT int clone(child_function *function, void *stack, int flags, void *argument, ...)
{
    struct clone_call call = {
        .function = function, .stack = stack, .flags = flags, .argument = argument};
    TAKE_OPTIONAL(&call, argument);
    return observe(CALLER, "clone", REAL(clone), &call);
}

EXPORT int __clone(child_function *function, void *stack, int flags, void *argument, ...)
{
    struct clone_call call = {
        .function = function, .stack = stack, .flags = flags, .argument = argument};
    TAKE_OPTIONAL(&call, argument);
    return observe(CALLER, "__clone", REAL(__clone), &call);
}
