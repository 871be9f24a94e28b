/* SPDX-License-Identifier: Apache-2.0 */
/* THE JOURNEY of a spawn. No function here but calls the stations in order. */
#include "spawn.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "calls.h"
#include "host/clock.h"
#include "host/descriptor.h"
#include "host/peek.h"
#include "host/policy.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "left.h"
#include "log/log.h"
#include "log/repeats.h"
#include "log/summary.h"
#include "outcome/ended.h"
#include "outcome/self.h"

/* argv is counted to the kernel's own bound for a sane program and no further. */
#define MOST_ARGUMENTS 65536

static context_provider *provider;
static bool arguments_are_logged;

void spawn_context_from(context_provider *new_provider)
{
    provider = new_provider;
}

void spawn_log_arguments(void)
{
    arguments_are_logged = true;
}

static _Atomic uint64_t last_sequence;

/*
 * Counts from the microsecond of the process's life in which the first was asked for: what the
 * process ran before an exec had fewer spawns than microseconds, so no id comes twice. Of pid 1
 * there may be several, parent and child, born in the same tick: each counts from a nanosecond of
 * its own, and is not to reach the next one's.
 */
static uint64_t first_sequence(const struct origin *origin)
{
    uint64_t now = clock_nanoseconds(CLOCK_BOOTTIME);
    uint64_t start = origin->start * (NANOSECONDS / TICKS_PER_SECOND);
    uint64_t life = now > start ? now - start : now;
    return origin->pid == 1 ? life << 10 & INT64_MAX : life / 1000;
}

static uint64_t next_sequence(const struct origin *origin)
{
    if (atomic_load_explicit(&last_sequence, memory_order_relaxed) == 0) {
        uint64_t none = 0;
        atomic_compare_exchange_strong(&last_sequence, &none, first_sequence(origin));
    }
    return atomic_fetch_add_explicit(&last_sequence, 1, memory_order_relaxed) + 1;
}

static void begin_sequence(void)
{
    if (raw_getpid() == 1)
        atomic_store_explicit(&last_sequence, 0, memory_order_relaxed);
}

/* What a door says of its call. */
struct call {
    struct spawn *spawn;
    const char *name;
    enum mechanism mechanism;
    const char *program;
    char *const *arguments;
    bool passes_descriptors;
    const void *frame;
};

static void name_process(struct event *event)
{
    origin_read(&event->origin);
    origin_read_parent(&event->origin);
    event->sequence = next_sequence(&event->origin);
}

static void name_call(struct event *event, const struct call *call)
{
    name_process(event);
    event->time_ns = clock_nanoseconds(CLOCK_REALTIME);
    event->call = call->name;
    event->mechanism = call->mechanism;
    redact_command(event->command, sizeof event->command, call->program);
    event->argument_count = peek_count(call->arguments, MOST_ARGUMENTS);
    event->arguments = arguments_are_logged ? call->arguments : NULL;
    event->trail = TRAIL_UNKNOWN;
    event->left = false;
}

/* The JDK's helper closes what it inherits before it runs the program (childproc.c). */
static bool closes_all(const char *command)
{
    return strcmp(command, "jspawnhelper") == 0;
}

/* Inlined by clang, its line lay on the stack while the facts were read: 4 KiB too deep. */
__attribute__((noinline)) static void log_event(const struct event *event,
                                                size_t (*encode)(const struct event *, char *))
{
    char line[EVENT_LINE_BYTES];
    log_append(&event->origin, line, encode(event, line));
}

static void read_facts(struct event *event)
{
    facts_read(&event->facts, copies_memory(event->mechanism));
}

static void foresee(struct event *event)
{
    read_facts(event);
    risk_assess(event->mechanism, &event->facts, NULL, &event->risk);
    if (event->risk.level >= LEVEL_WARNING)
        log_event(event, event_encode_warning);
}

static void go_to_meet(void *data)
{
    const struct call *call = data;
    struct spawn *spawn = call->spawn;
    struct event *event = &spawn->event;
    left_tell(call->frame);
    name_call(event, call);
    event->facts.passes_descriptors = call->passes_descriptors && !closes_all(event->command);
    event->outcome = (struct outcome){0};
    event->child_start = 0;
    event->repeats = 1;
    spawn->is_copied = false;
    spawn->row = repeats_expected(event);
    if (spawn->row == NULL)
        foresee(event);
    else
        event->facts.process.threads = UNKNOWN;
    ended_watch();
    calls_keep(spawn);
    children_expect();
    calls_begin(spawn, call->frame);
}

static void begin(struct call *call)
{
    struct spawn *spawn = call->spawn;
    spawn->observed = log_is_open();
    if (!spawn->observed)
        return;
    spawn->event.context = provider == NULL ? NULL : provider();
    policy_tried();
    call->frame = calls_frame(spawn, __builtin_frame_address(0));
    stretch_run(go_to_meet, call);
    spawn->faults = exec_own_faults();
    spawn->started = clock_nanoseconds(CLOCK_MONOTONIC);
}

void spawn_begin(struct spawn *spawn, const char *call, enum mechanism mechanism,
                 const char *program, char *const arguments[])
{
    begin(&(struct call){spawn, call, mechanism, program, arguments, false, NULL});
}

void spawn_begin_program(struct spawn *spawn, const char *call, enum mechanism mechanism,
                         const char *program, char *const arguments[])
{
    begin(&(struct call){spawn, call, mechanism, program, arguments, true, NULL});
}

static struct child child_of(const struct spawn *spawn)
{
    const struct event *event = &spawn->event;
    return (struct child){.pid = event->child,
                          .spawn = {event->origin, event->sequence},
                          .started = spawn->started,
                          .oom_kills = event->facts.oom_kills};
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
    if (spawn->given_up)
        children_expect();
    ended_follow(child);
}

static void follow(struct spawn *spawn)
{
    const struct child child = child_of(spawn);
    end_call(spawn, spawn->event.outcome.error == 0 && child.pid > 0 ? &child : NULL);
}

void spawn_tell_end(const struct spawn *spawn, int status)
{
    if (!spawn->observed)
        return;
    const struct child child = child_of(spawn);
    ended_unnamed(&child, status);
}

void spawn_birth(const struct spawn *spawn, struct birth *birth)
{
    const struct event *event = &spawn->event;
    *birth = (struct birth){{event->origin, event->sequence},
                            spawn->started,
                            spawn->faults,
                            event->facts.process.threads};
}

/* What is known of the parent's page faults says nothing of the copy's. */
static void rename_copied(struct spawn *spawn)
{
    name_process(&spawn->event);
    spawn->faults = UNKNOWN;
}

void spawn_child_alone(const struct spawn *spawn)
{
    struct birth birth;
    origin_forget();
    begin_sequence();
    stretches_forget();
    children_forget();
    ended_forget();
    limits_forget();
    descriptors_forget();
    spawn_birth(spawn, &birth);
    self_begins(spawn->observed ? &birth : NULL);
    calls_forget(spawn, rename_copied);
}

void spawn_child(const struct spawn *spawn)
{
    if (!spawn->shares_descriptors)
        descriptors_close_copies(spawn->descriptors_closed);
    log_begin_child();
    repeats_forget();
    spawn_child_alone(spawn);
}

static void assess_and_log(struct event *event)
{
    risk_assess(event->mechanism, &event->facts, &event->outcome, &event->risk);
    log_event(event, event_encode_spawn);
}

/* Earlier failures that await their line get this event's, or one of their own before it. */
static void tell_earlier(struct event *event)
{
    int error = 0;
    uint64_t awaiting = repeats_take(event, &error);
    if (awaiting == 0)
        return;
    event->repeats = awaiting + 1;
    if (error == event->outcome.error)
        return;
    uint64_t sequence = event->sequence;
    struct outcome outcome = event->outcome;
    event->sequence = next_sequence(&event->origin);
    event->outcome = (struct outcome){.error = error, .duration_ns = UNKNOWN};
    event->repeats = awaiting;
    assess_and_log(event);
    event->sequence = sequence;
    event->outcome = outcome;
    event->repeats = 1;
}

/* A copy that no door saw made has the names of its parent's calls. */
static bool is_of_a_copy(const struct spawn *spawn)
{
    return spawn->is_copied || spawn->event.origin.pid != raw_getpid();
}

/* daemon returns in the child, and is its parent's call. Else only a child of its own shows that
 * the call was not over when the copy was made. */
static bool is_to_be_told(struct spawn *spawn)
{
    struct event *event = &spawn->event;
    pid_t self = raw_getpid();
    if (event->child == self && event->origin.pid != self)
        return true;
    if (event->child <= 0 || exec_stat_of(event->child, STAT_PARENT) != (uint64_t)self)
        return false;
    if (event->origin.pid != self)
        rename_copied(spawn);
    return true;
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
    if (shares_our_stack(event))
        forget_calls_of(event->child);
    /* Its line says that it was left. Its child is followed all the same. */
    if (!calls_came_back(spawn)) {
        follow(spawn);
        return;
    }
    if (is_of_a_copy(spawn) && !is_to_be_told(spawn)) {
        drop(spawn);
        return;
    }
    if (spawn->row != NULL && repeats_continued(spawn->row, event)) {
        summary_count_repeat(event->mechanism);
        end_call(spawn, NULL);
        return;
    }
    if (spawn->row != NULL)
        read_facts(event);
    tell_earlier(event);
    if (event->outcome.error == 0 && event->child > 0)
        event->child_start = origin_start_of(event->child);
    assess_and_log(event);
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

static void tell_repeats(void *unused)
{
    (void)unused;
    struct event event = {.time_ns = clock_nanoseconds(CLOCK_REALTIME)};
    while (log_is_open() && repeats_next(&event)) {
        origin_read(&event.origin);
        event.sequence = next_sequence(&event.origin);
        facts_read(&event.facts, copies_memory(event.mechanism));
        assess_and_log(&event);
    }
}

void spawn_tell_repeats(void)
{
    stretch_run(tell_repeats, NULL);
}
