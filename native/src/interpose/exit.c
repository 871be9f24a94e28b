/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last that a process does: what it has not told yet. exit reaches our destructor (preload.c),
 * _exit, _Exit and quick_exit are doors.
 *
 * 1. _exit is what a child of vfork ends by, and it shares its parent's memory: it tells nothing.
 * 2. Most children of fork end by it too, and have nothing of their own to tell: that is known
 *    without a system call.
 * 3. It may be called by a signal handler, on a small stack, in the middle of anything: also of
 * this here, or after it, as by a destructor. Each process tells once.
 * 4. A handler of at_quick_exit would take one of the program's, which are 32 in some C libraries.
 *    So quick_exit tells before its handlers run: what they spawn is logged, and not in the
 * summary.
 * 5. abort is left as it is: SIGABRT may be caught, and the program go on. Most aborts are the C
 *    library's own, which pass no door, and come of memory in disorder.
 */
#include "exit.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "export.h"
#include "host/descriptor.h"
#include "host/errno_name.h"
#include "host/number.h"
#include "host/raw.h"
#include "host/say.h"
#include "interpose.h"
#include "log/log.h"
#include "log/repeats.h"
#include "log/summary.h"
#include "outcome/children.h"
#include "outcome/ended.h"
#include "outcome/self.h"
#include "real.h"
#include "spawn.h"

/* A door takes up to 8 KiB, and the signal's frame comes on top. */
#define ROOM_FOR_FACTS (16U << 10)

static bool has_something_to_tell(void)
{
    return self_has_lived_on() || summary_has_some() || log_has_losses() || repeats_await() ||
           children_keep_an_end();
}

static bool is_first(void)
{
    static _Atomic pid_t told_by;
    pid_t pid = raw_getpid();
    return atomic_exchange(&told_by, pid) != pid;
}

/* Each of their lines takes facts. */
static bool has_room_for_repeats(void)
{
    stack_t stack = {.ss_flags = SS_DISABLE};
    return repeats_await() && raw_sigaltstack(&stack) == 0 &&
           ((stack.ss_flags & SS_ONSTACK) == 0 || stack.ss_size >= ROOM_FOR_FACTS);
}

static void say_lost(unsigned long lost, int why)
{
    char count[NUMBER_DIGITS + 1];
    *number_put(count, lost) = '\0';
    const char *name = errno_name(why);
    say_at_end(count, " events could not be written (", name == NULL ? "unknown error" : name,
               "), and not told in the log: can this process still write there?", NULL);
}

/* Signals wait while a descriptor of ours may be open, but not while standard error makes us wait.
 */
void exit_tells(void)
{
    if (!has_something_to_tell() || !self_owns_memory() || !log_is_open() || !is_first())
        return;
    uint64_t signals;
    int why = 0;
    signals_hold(&signals);
    self_ends();
    ended_tell_strangers();
    if (has_room_for_repeats())
        spawn_tell_repeats();
    unsigned long lost = log_end(&why);
    signals_release(&signals);
    summary_tell(log_lost_in_all());
    if (lost > 0)
        say_lost(lost, why);
}

EXPORT void _exit(int status)
{
    interpose_start();
    exit_tells();
    REAL(_exit)(status);
    __builtin_unreachable();
}

EXPORT void _Exit(int status)
{
    interpose_start();
    exit_tells();
    REAL(_Exit)(status);
    __builtin_unreachable();
}

EXPORT void quick_exit(int status)
{
    interpose_start();
    exit_tells();
    REAL(quick_exit)(status);
    __builtin_unreachable();
}
