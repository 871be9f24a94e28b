/* SPDX-License-Identifier: Apache-2.0 */
/* THE JOURNEY of a spawn. No function here but calls the stations in order. */
#include "spawn.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "calls.h"
#include "copy.h"
#include "foresee.h"
#include "host/alone.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/frames.h"
#include "host/peek.h"
#include "host/policy.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "identity.h"
#include "left.h"
#include "log/repeats.h"
#include "log/reporter.h"
#include "log/summary.h"
#include "outcome/copies.h"
#include "outcome/ended.h"
#include "outcome/lessons.h"
#include "outcome/self.h"
#include "risk/stall.h"
#include "tell.h"

/* argv is counted to the kernel's own bound for a sane program and no further. */
#define MOST_ARGUMENTS 65536

static context_provider *_Atomic provider;
static bool arguments_are_logged;

void spawn_context_from(context_provider *new_provider)
{
    atomic_store_explicit(&provider, new_provider, memory_order_release);
}

void spawn_log_arguments(bool wanted)
{
    arguments_are_logged = wanted;
}

bool spawn_logs_arguments(void)
{
    return arguments_are_logged;
}

/* What a door says of its call. */
struct call {
    struct spawn *spawn;
    const char *name;
    enum mechanism mechanism;
    const char *program;
    char *const *arguments;
    bool passes_descriptors, closes_streams;
    const void *frame;
};

/* Of the first one the process has its name. */
static void name_thread(struct event *event)
{
    if (event->context != NULL || event->origin.tid == event->origin.pid)
        return;
    ssize_t length = file_read("/proc/thread-self/comm", event->thread, sizeof event->thread);
    if (length > 0 && event->thread[length - 1] == '\n')
        event->thread[length - 1] = '\0';
}

static void name_call(struct event *event, const struct call *call)
{
    identity_give(event);
    event->time_ns = clock_nanoseconds(CLOCK_REALTIME);
    event->call = call->name;
    event->mechanism = call->mechanism;
    redact_command(event->command, sizeof event->command, call->program);
    event->argument_count = peek_count(call->arguments, MOST_ARGUMENTS);
    event->arguments = arguments_are_logged ? call->arguments : NULL;
    event->trail = TRAIL_UNKNOWN;
    event->left = false;
}

/* Of a call that continues a row nobody is told. */
static void name_callers(struct spawn *spawn)
{
    spawn->event.caller_count =
        frames_above(spawn->door, spawn->caller, spawn->event.callers, EVENT_CALLERS);
}

static void leave_number(const struct event *event, uint64_t number)
{
    if (event->context != NULL && event->context->taker != NULL)
        atomic_store(event->context->taker, number);
}

/* What fork charges for area after area it gives back only where it fails (dup_mmap,
 * kernel/fork.c): a reader that allocates meanwhile may find nothing left. */
#define LONGEST_HOLD_NS (10ULL * NANOSECONDS)

/* Who is warned is warned before the call. */
static void meet(struct spawn *spawn)
{
    struct event *event = &spawn->event;
    foresee(event, spawn->site);
    if (event->risk.level < LEVEL_WARNING)
        return;
    if (copies_memory(event->mechanism))
        spawn->held = reporter_hold(clock_nanoseconds(CLOCK_MONOTONIC) + LONGEST_HOLD_NS);
    tell_warning(event);
}

static void go_to_meet(void *data)
{
    const struct call *call = data;
    struct spawn *spawn = call->spawn;
    struct event *event = &spawn->event;
    left_tell(call->frame);
    name_call(event, call);
    leave_number(event, event->sequence);
    event->inspected = PROCESS_SELF;
    event->facts.passes_descriptors = call->passes_descriptors;
    event->facts.closes_streams = call->closes_streams;
    foresee_jdk(event, call->program, call->arguments);
    event->outcome = (struct outcome){0};
    event->child_start = 0;
    event->repeats = 1;
    spawn->is_copied = false;
    spawn->telling = TELLING_NOT;
    spawn->site = lessons_site(spawn->caller, event->context, event->command);
    spawn->copy = 0;
    spawn->held = 0;
    if (copies_memory(event->mechanism))
        spawn->copy = copies_expect(&(struct spawn_id){event->origin, event->sequence});
    spawn->row = repeats_expected(event);
    *event->thread = '\0';
    event->caller_count = 0;
    if (spawn->row == NULL) {
        name_callers(spawn);
        name_thread(event);
        meet(spawn);
    } else {
        event->facts.process.threads = event->facts.process.seccomp = UNKNOWN;
    }
    ended_watch();
    calls_keep(spawn);
    children_expect();
    calls_begin(spawn, call->frame);
    alone_leave();
}

static void begin(struct call *call)
{
    struct spawn *spawn = call->spawn;
    spawn->observed = log_is_open();
    if (!spawn->observed)
        return;
    context_provider *present = atomic_load_explicit(&provider, memory_order_acquire);
    spawn->event.context = present == NULL ? NULL : present(spawn->caller);
    policy_tried();
    spawn->door = __builtin_frame_address(0);
    peek_stack_reaches(spawn->door);
    call->frame = calls_frame(spawn, __builtin_frame_address(0));
    stretch_run(go_to_meet, call);
    spawn->faults = exec_faults_before(copies_memory(spawn->event.mechanism),
                                       spawn->event.facts.process.threads);
    spawn->after_boot = clock_nanoseconds(CLOCK_BOOTTIME);
    spawn->started = clock_nanoseconds(CLOCK_MONOTONIC);
}

void spawn_begin(struct spawn *spawn, const char *call, enum mechanism mechanism,
                 const char *program, char *const arguments[])
{
    begin(&(struct call){spawn, call, mechanism, program, arguments, false, false, NULL});
}

void spawn_begin_program(struct spawn *spawn, const char *call, enum mechanism mechanism,
                         const char *program, char *const arguments[])
{
    begin(&(struct call){spawn, call, mechanism, program, arguments, true, false, NULL});
}

void spawn_begin_pipe(struct spawn *spawn, const char *call, enum mechanism mechanism,
                      const char *program, char *const arguments[])
{
    begin(&(struct call){spawn, call, mechanism, program, arguments, true, true, NULL});
}

void spawn_hands_on(struct spawn *spawn, char *const environment[])
{
    if (!spawn->observed)
        return;
    spawn->event.trail = trail_in(environment);
    if (spawn->kept != 0)
        calls_at(spawn->kept - 1)->event.trail = spawn->event.trail;
}

/* Last of all: of a child of vfork that is killed before, nobody expects anything. */
static void end_call(struct spawn *spawn, const struct child *child)
{
    calls_over(spawn);
    if (spawn->given_up && spawn->is_followed)
        return;
    if (child == NULL)
        (void)copies_end(spawn->copy,
                         &(struct spawn_id){spawn->event.origin, spawn->event.sequence});
    if (spawn->given_up)
        children_expect();
    ended_follow(child);
    alone_leave();
}

static void follow(struct spawn *spawn)
{
    const struct child child = calls_child_of(spawn);
    bool is_there = spawn->event.outcome.error == 0 && child.pid > 0;
    if (is_there)
        copies_arrived(spawn->copy, &child.spawn,
                       &(struct origin){.pid = child.pid, .start = spawn->event.child_start},
                       &spawn->event.facts.process, spawn->faults);
    end_call(spawn, is_there ? &child : NULL);
}

void spawn_tell_end(const struct spawn *spawn, int status)
{
    if (!spawn->observed)
        return;
    const struct child child = calls_child_of(spawn);
    ended_unnamed(&child, status);
}

void spawn_birth(const struct spawn *spawn, struct birth *birth)
{
    const struct event *event = &spawn->event;
    *birth = (struct birth){.spawn = {event->origin, event->sequence},
                            .started = spawn->started,
                            .faults = spawn->faults,
                            .threads = event->facts.process.threads,
                            .seccomp = event->facts.process.seccomp,
                            .site = spawn->site,
                            .copy = spawn->copy};
}

static void drop(struct spawn *spawn)
{
    spawn->observed = false;
    end_call(spawn, NULL);
}

static bool shares_our_stack(const struct event *event)
{
    bool waits = event->mechanism == MECHANISM_VFORK || (event->mechanism == MECHANISM_CLONE_VM &&
                                                         (event->clone_flags & CLONE_VFORK) != 0);
    return waits && event->child > 0;
}

static void forget_calls_of(pid_t child)
{
    for (unsigned count = calls_give_back_of(child); count > 0; count--)
        ended_follow(NULL);
}

static void tell(void *data)
{
    struct spawn *spawn = data;
    struct event *event = &spawn->event;
    reporter_release(spawn->held);
    if (shares_our_stack(event))
        forget_calls_of(event->child);
    /* Its line says that it was left. Its child is followed all the same. */
    if (!calls_came_back(spawn)) {
        follow(spawn);
        return;
    }
    alone_come_back();
    if (copy_has_no_part_in(spawn)) {
        drop(spawn);
        return;
    }
    if (spawn->row != NULL && repeats_continued(spawn->row, event)) {
        leave_number(event, 0);
        summary_count_repeat(event->mechanism);
        end_call(spawn, NULL);
        return;
    }
    if (spawn->row != NULL) {
        name_callers(spawn);
        foresee_facts(event);
    }
    tell_earlier(event);
    if (event->outcome.error == 0 && event->child > 0)
        event->child_start = origin_start_between(event->child, spawn->after_boot,
                                                  clock_nanoseconds(CLOCK_BOOTTIME));
    tell_outcome(event, calls_tells(spawn));
    stalls_keep(stall_rate_after(event->mechanism, &event->facts, &event->outcome));
    summary_count(event);
    follow(spawn);
}

void spawn_end(struct spawn *spawn, pid_t child, int error)
{
    if (!spawn->observed)
        return;
    struct event *event = &spawn->event;
    event->outcome.duration_ns = clock_nanoseconds(CLOCK_MONOTONIC) - spawn->started;
    event->outcome.error = error;
    event->child = child;
    spawn->door = __builtin_frame_address(0);
    stretch_run(tell, spawn);
}

static void forget(void *spawn)
{
    (void)calls_came_back(spawn);
    end_call(spawn, NULL);
}

/* Who was warned of it is told how it came out. */
void spawn_drop(struct spawn *spawn)
{
    if (spawn->observed && spawn->event.risk.level >= LEVEL_WARNING)
        spawn_end(spawn, 0, 0);
    else if (spawn->observed)
        stretch_run(forget, spawn);
}
