/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last that a process does: what it has not told yet. exit reaches our destructor (preload.c),
 * _exit, _Exit and quick_exit are doors, which begin in the processor's own .S file.
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

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "calls.h"
#include "host/errno_name.h"
#include "host/file.h"
#include "host/number.h"
#include "host/policy.h"
#include "host/raw.h"
#include "host/say.h"
#include "host/stretch.h"
#include "interpose.h"
#include "log/log.h"
#include "log/repeats.h"
#include "log/summary.h"
#include "memory/text.h"
#include "outcome/children.h"
#include "outcome/ended.h"
#include "outcome/exec.h"
#include "outcome/self.h"
#include "real.h"
#include "spawn.h"

static bool has_something_to_tell(void)
{
    return self_may_tell() || summary_has_some() || log_has_losses() || repeats_await() ||
           children_keep_an_end() || calls_are_under_way();
}

static bool is_first(void)
{
    static _Atomic pid_t told_by;
    pid_t pid = raw_getpid();
    return atomic_exchange(&told_by, pid) != pid;
}

static void say_lost(unsigned long lost, int why)
{
    char count[NUMBER_DIGITS + 1];
    *number_put(count, lost) = '\0';
    const char *name = errno_name(why);
    say_at_end(count, " events could not be written (", name == NULL ? "unknown error" : name,
               "), and not told in the log: can this process still write there?", NULL);
}

struct loss {
    unsigned long lines;
    int why;
};

static void tell_the_rest(void *data)
{
    struct loss *loss = data;
    self_ends();
    spawn_tell_left();
    ended_tell_strangers();
    ended_count_living();
    spawn_tell_repeats();
    loss->lines = log_end(&loss->why);
}

/* Signals wait while a descriptor of ours may be open, but not while standard error makes us wait.
 */
void exit_tells(void)
{
    struct loss loss = {0};
    self_settles();
    if (policy_is_untried())
        return;
    if (!has_something_to_tell() || !self_owns_memory() || !log_is_open() || !is_first())
        return;
    stretch_run(tell_the_rest, &loss);
    summary_tell(log_lost_in_all());
    if (loss.lines > 0)
        say_lost(loss.lines, loss.why);
}

/* By a name that holds in every pid namespace. */
static void count_threads(void *count)
{
    char stat[STAT_BYTES];
    bool is_read = file_read("/proc/self/stat", stat, sizeof stat) > 0;
    *(uint64_t *)count = is_read ? text_stat_field(stat, STAT_THREADS) : UNKNOWN;
}

void exit_tells_of_thread(void)
{
    uint64_t threads = UNKNOWN;
    if (policy_is_untried() || !log_is_open() || !self_owns_memory())
        return;
    stretch_run(count_threads, &threads);
    if (threads == 1)
        exit_tells();
}

static void begin(void)
{
    interpose_start();
    exit_tells();
}

void *exit_at_once_target(void)
{
    begin();
    return (void *)REAL(_exit);
}

void *exit_by_its_c_name_target(void)
{
    begin();
    return (void *)REAL(_Exit);
}

void *exit_quickly_target(void)
{
    begin();
    return (void *)REAL(quick_exit);
}

/* As up to glibc 2.23: it ends the objects of its thread too. */
void *exit_quickly_as_before_target(void)
{
    begin();
    return (void *)REAL(older_quick_exit);
}
