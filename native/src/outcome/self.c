/* SPDX-License-Identifier: Apache-2.0 */
/* What a child of fork tells of itself. */
#include "self.h"

#include <stdatomic.h>
#include <sys/auxv.h>

#include "beat.h"
#include "copies.h"
#include "host/clock.h"
#include "host/policy.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "lessons.h"
#include "log/log.h"
#include "memory/facts.h"
#include "schedule.h"

atomic_bool self_is_measured_asleep;

static struct birth own;
static pid_t
    own_pid; /* 0: nothing is known of the birth. Another one: a child of vfork runs here */
/* Whose this memory is: a child of clone that shares it is told nothing of, and writes nothing. */
static pid_t image_pid;
static uint64_t image_number; /* of pid 1: it may share its memory with one of another namespace */
static struct exec_event told;
static bool is_told; /* an exec whose outcome the process has not lived to see */

/* What a call may wait for: less than what FORK_STALL tells of. At its end nobody does. */
#define MOST_AT_A_DOOR_NS  (NANOSECONDS / 100)
#define MOST_AT_ITS_END_NS (NANOSECONDS / 2)

/* Who has slept for so long is not likely to be woken within the twentieth part of it. */
#define PART_OF_A_SLEEP 20

static bool timer_is_wanted;
static atomic_bool has_ended, risk_is_told, bound_is_taught;

static void self_computes_on(void);

static void count_parents_threads(void *unused)
{
    (void)unused;
    own.threads = exec_stat_of(own.spawn.process.pid, STAT_THREADS);
}

void self_begins(const struct birth *birth)
{
    image_pid = raw_getpid();
    image_number = image_pid == 1 ? origin_number() : UNKNOWN;
    own_pid = birth == NULL ? 0 : image_pid;
    is_told = false;
    atomic_store_explicit(&has_ended, false, memory_order_relaxed);
    atomic_store_explicit(&risk_is_told, false, memory_order_relaxed);
    atomic_store_explicit(&bound_is_taught, false, memory_order_relaxed);
    atomic_store_explicit(&self_is_measured_asleep, false, memory_order_relaxed);
    if (birth == NULL)
        return;
    own = *birth;
    /* A call that followed on refused ones has read no facts. */
    if (!is_known(own.threads) && raw_getppid() == own.spawn.process.pid)
        stretch_run(count_parents_threads, NULL);
    schedule_begin(own.started);
    /* A policy may kill for a system call that it does not know. */
    if (own.seccomp != 0 || policy_is_untried() || !log_is_open())
        return;
    atomic_store_explicit(&self_is_measured_asleep, true, memory_order_relaxed);
    if (timer_is_wanted)
        beat_begins(self_computes_on, __builtin_frame_address(0));
}

/* Its spawn is another's to tell, and so is its exec, as long as the trail goes on. */
static void describe_stranger(const char *program)
{
    told = (struct exec_event){0};
    (void)redact_command(told.command, sizeof told.command, program);
}

/* Nobody needs one who does not know of a copy that was measured. */
static bool bound_is_asked_for(void)
{
    return lessons_figure(own.site, LESSON_COPIED) > 0 && !atomic_load(&bound_is_taught);
}

/* Each page that either side copied took a fault (do_wp_page, mm/memory.c). */
static void teach_bound(void *unused)
{
    (void)unused;
    if (!bound_is_asked_for() || atomic_exchange(&bound_is_taught, true))
        return;
    uint64_t faults = exec_faults(&own);
    if (is_known(faults))
        lessons_bound(own.site, LESSON_COPIED, faults * getauxval(AT_PAGESZ));
}

static void describe(void *program)
{
    if (own_pid == 0)
        describe_stranger(program);
    else
        exec_describe(&told, &own, program);
    if (own_pid != 0) {
        lessons_teach(own.site, LESSON_WINDOW, told.window_ns);
        teach_bound(NULL);
    }
    origin_read(&told.child);
    if (own_pid == 0)
        origin_read_parent(&told.child);
}

/* A page is private once nobody else maps it: the parent's copy counts, and if the parent is gone
 * every page does. */
static __attribute__((noinline)) uint64_t measure(uint64_t lived_ns, uint64_t most_ns)
{
    if (raw_getppid() == own.spawn.process.pid)
        return copied_read(lived_ns, most_ns);
    schedule_end();
    return UNKNOWN;
}

struct measurement {
    struct copy_event event;
    uint64_t most_ns; /* that to measure it may take */
    bool is_asleep;
};

static void measure_and_reckon(struct measurement *measurement)
{
    struct copy_event *event = &measurement->event;
    uint64_t began = clock_nanoseconds(CLOCK_MONOTONIC);
    event->measured = measure(event->lived_ns, measurement->most_ns);
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    if (is_known(event->measured))
        schedule_measured(now, now - began);
    else if (measurement->is_asleep)
        schedule_wants_quiet(now, PART_OF_A_SLEEP * copied_cost(),
                             measurement->most_ns * PART_OF_A_SLEEP);
}

static void tell_copy(void *data)
{
    struct measurement *measurement = data;
    struct copy_event *event = &measurement->event;
    measure_and_reckon(measurement);
    bool is_news = schedule_is_news(event->measured);
    event->risk_is_told = atomic_exchange(&risk_is_told, true);
    if (!event->goes_on && !is_known(event->measured))
        teach_bound(NULL);
    copies_tell(own.copy, &own.spawn);
    if (!event->risk_is_told)
        lessons_teach(own.site, LESSON_NO_EXEC, 1);
    if (event->goes_on && !is_news && event->risk_is_told)
        return;
    lessons_teach(own.site, LESSON_COPIED, event->measured);
    event->spawn = own.spawn;
    event->threads = own.threads;
    origin_read(&event->child);
    char line[EVENT_OUTCOME_BYTES];
    log_append_of_child(&own.spawn.process, line, event_encode_copy(event, line));
}

static void measure_now_and_then(struct measurement *measurement)
{
    if (own_pid == 0 || policy_is_untried())
        return;
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    if (now < schedule_due(0) || own_pid != raw_getpid() || !log_is_open() || !schedule_take(now))
        return;
    measurement->event.goes_on = true;
    measurement->event.lived_ns = now - own.started;
    stretch_run(tell_copy, measurement);
}

void self_lives_on(void)
{
    measure_now_and_then(&(struct measurement){.most_ns = MOST_AT_A_DOOR_NS});
}

/* No call waits for it. */
static void self_computes_on(void)
{
    measure_now_and_then(&(struct measurement){.most_ns = MOST_AT_ITS_END_NS});
}

static uint64_t between(uint64_t least, uint64_t value, uint64_t most)
{
    value = value < most ? value : most;
    return value > least ? value : least;
}

void self_sleeps_on(uint64_t slept_ns)
{
    uint64_t most_ns = between(MOST_AT_A_DOOR_NS, slept_ns / PART_OF_A_SLEEP, MOST_AT_ITS_END_NS);
    measure_now_and_then(&(struct measurement){.most_ns = most_ns, .is_asleep = true});
}

bool self_may_be_measured(void)
{
    return !policy_is_untried() && log_is_open() && own_pid != 0 && own_pid == raw_getpid();
}

void self_measures_by_timer(void)
{
    timer_is_wanted = true;
}

/* It does execute, but has gone on with its copy for as long as a risk is told of. */
static void tell_lateness(void)
{
    uint64_t lived = clock_nanoseconds(CLOCK_MONOTONIC) - own.started;
    struct measurement measurement = {.event = {.goes_on = true, .lived_ns = lived},
                                      .most_ns = MOST_AT_A_DOOR_NS};
    if (!atomic_load(&risk_is_told) && risk_of_no_exec(own.threads, lived) != LEVEL_NONE)
        stretch_run(tell_copy, &measurement);
}

void self_executes(const char *program, enum trail trail)
{
    /* Told already: one function of the family, of another library, has called another. */
    if (is_told || image_pid != raw_getpid() || !log_is_open() ||
        (own_pid == 0 && trail != TRAIL_IS_LOST))
        return;
    self_lives_on();
    if (own_pid != 0)
        tell_lateness();
    stretch_run(describe, (void *)program);
    told.trail = trail;
    is_told = true;
    if (own_pid != 0)
        copies_settle(own.copy, &own.spawn, true);
    exec_tell(&told);
    log_run_another(&told.child);
}

void self_goes_on(int error)
{
    if (!is_told || image_pid != raw_getpid())
        return;
    is_told = false;
    told.error = error;
    if (own_pid != 0)
        copies_settle(own.copy, &own.spawn, false);
    exec_tell(&told);
}

static uint64_t lived_so_far(void)
{
    return clock_nanoseconds(CLOCK_MONOTONIC) - own.started;
}

bool self_may_tell(void)
{
    return own_pid != 0 && (lived_so_far() >= LIVES_ON_NS || bound_is_asked_for());
}

/* A filter that forbids a system call kills: there a child of vfork may settle it by mistake. */
void self_settles(void)
{
    if (own_pid != 0 && own.copy != 0 && (policy_is_untried() || image_pid == raw_getpid()))
        copies_settle(own.copy, &own.spawn, true);
}

bool self_has_its_parents_pid(void)
{
    if (image_pid != 1 || !is_known(image_number) || raw_getpid() != 1)
        return false;
    uint64_t number = origin_number();
    return is_known(number) && number != image_number;
}

bool self_owns_memory(void)
{
    return image_pid == raw_getpid() && !self_has_its_parents_pid();
}

void self_ends(void)
{
    if (own_pid == 0 || own_pid != raw_getpid() || !log_is_open())
        return;
    struct measurement measurement = {.event = {.lived_ns = lived_so_far()},
                                      .most_ns = MOST_AT_ITS_END_NS};
    if (measurement.event.lived_ns < LIVES_ON_NS)
        stretch_run(teach_bound, NULL);
    else if (!atomic_exchange(&has_ended, true))
        stretch_run(tell_copy, &measurement);
}
