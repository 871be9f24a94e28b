/* SPDX-License-Identifier: Apache-2.0 */
/* From a reaped child to its line. */
#include "ended.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/wait.h>

#include "beside.h"
#include "copies.h"
#include "host/clock.h"
#include "host/policy.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "lessons.h"
#include "log/log.h"
#include "log/summary.h"
#include "memory/sample.h"
#include "oom_evidence.h"
#include "oom_ledger.h"
#include "tracees.h"

/* An OOM kill is not to count for who is spawned after it. */
static void start(struct exit_event *event, pid_t child, const struct ending *ending)
{
    if (WIFSIGNALED(ending->status))
        samples_outdate();
    origin_read(&event->process);
    event->child = child;
    event->status = ending->status;
    event->has_usage = ending->has_usage;
    event->usage = ending->usage;
}

void ended_watch(void)
{
    oom_watch();
}

void ended_forget(void)
{
    oom_ledger_forget();
}

struct end {
    const struct child *child; /* NULL: a stranger, of whom there is the pid alone */
    pid_t pid;
    const struct ending *ending;
};

/* A peak that is not above the parent's may be what the child was made with: its own was no more.
 */
static void learn_from(const struct child *child, const struct ending *ending)
{
    const struct usage *usage = &ending->usage;
    lessons_teach(child->site, LESSON_CHILDREN, 1);
    if (!ending->has_usage)
        return;
    if (is_known(usage->parent_peak_rss) && usage->peak_rss > usage->parent_peak_rss)
        lessons_teach(child->site, LESSON_PEAK_RSS, usage->peak_rss);
    else
        lessons_bound(child->site, LESSON_PEAK_RSS, usage->peak_rss);
}

/* What a copy has told itself, when and after how long only it knows. */
static void count_end(const struct child *child, const struct exit_event *event, uint64_t told)
{
    struct late_reason reasons[OUTCOME_COUNT] = {
        [OUTCOME_OOM_KILLED] = {risk_of_oom_kill(event->oom_killed), UNKNOWN, UNKNOWN},
        [OUTCOME_NO_EXEC] = {risk_of_no_exec(told, LIVES_ON_NS), UNKNOWN, UNKNOWN}};
    if (is_known(event->silent_copy_of))
        reasons[OUTCOME_NO_EXEC] = (struct late_reason){
            risk_of_no_exec(event->silent_copy_of, event->lived_ns), event->lived_ns, LIVES_ON_NS};
    summary_count_late(child->pid, child->level, reasons);
}

static void tell_end_of_child(void *data)
{
    const struct end *end = data;
    const struct child *child = end->child;
    beside_is_over(child->spawn.sequence);
    learn_from(child, end->ending);
    struct exit_event event = {.spawn = child->spawn};
    start(&event, child->pid, end->ending);
    event.lived_ns = clock_nanoseconds(CLOCK_MONOTONIC) - child->started;
    event.oom_killed = oom_evidence(child, end->ending->status);
    uint64_t told = copies_told(child->copy, &child->spawn);
    event.silent_copy_of = copies_end(child->copy, &child->spawn);
    char line[EVENT_OUTCOME_BYTES];
    log_append(&event.process, line, event_encode_exit(&event, line));
    count_end(child, &event, told);
}

static void tell_end_of_stranger(void *data)
{
    const struct end *end = data;
    struct exit_event event = {0};
    start(&event, end->pid, end->ending);
    char line[EVENT_OUTCOME_BYTES];
    log_append(&event.process, line, event_encode_unobserved(&event, line));
}

static void tell_end(const struct child *child, const struct ending *ending)
{
    stretch_run(tell_end_of_child, &(struct end){.child = child, .ending = ending});
}

static void tell_stranger(pid_t child, const struct ending *ending)
{
    enum tracee tracee = tracees_take(child);
    if (tracee == TRACEE_NOT)
        stretch_run(tell_end_of_stranger, &(struct end){.pid = child, .ending = ending});
    else if (tracee == TRACEE_MAYBE)
        log_lose(EBUSY);
}

static uint64_t nanoseconds(struct timeval time)
{
    return (uint64_t)time.tv_sec * NANOSECONDS + (uint64_t)time.tv_usec * 1000;
}

/* exec leaves the peak of the memory that the child had before: with vfork that is its parent's, at
 * its largest ever (exec_mmap, fs/exec.c). */
static uint64_t own_peak(void)
{
    struct rusage own = {0};
    /* Of one thread alone, as the kernel would ask each: the peak is the process's all the same. */
    return raw_getrusage(RUSAGE_THREAD, &own) == 0 ? (uint64_t)own.ru_maxrss * 1024 : UNKNOWN;
}

static struct ending ending_of(int status, const struct rusage *usage)
{
    struct ending ending = {.status = status, .has_usage = usage != NULL};
    if (usage != NULL)
        ending.usage = (struct usage){
            .peak_rss = (uint64_t)usage->ru_maxrss * 1024, /* in KiB: getrusage(2) */
            .parent_peak_rss = own_peak(),
            .minor_faults = (uint64_t)usage->ru_minflt,
            .major_faults = (uint64_t)usage->ru_majflt,
            .user_ns = nanoseconds(usage->ru_utime),
            .system_ns = nanoseconds(usage->ru_stime),
        };
    return ending;
}

static bool is_end(int status)
{
    return log_is_open() && !policy_is_untried() && (WIFEXITED(status) || WIFSIGNALED(status));
}

void ended_reaped(pid_t child, int status, const struct rusage *usage)
{
    if (!is_end(status))
        return;
    struct ending ending = ending_of(status, usage);
    struct child known;
    switch (children_reap(child, &ending, &known)) {
    case REAPED_CHILD:
        (void)tracees_take(child);
        tell_end(&known, &ending);
        break;
    case REAPED_EARLY:
        break;
    case REAPED_DROPPED:
        log_lose(EBUSY);
        break;
    case REAPED_STRANGER:
        tell_stranger(child, &ending);
        break;
    }
}

void ended_reaped_of(pid_t child, uint64_t sequence, int status, const struct rusage *usage)
{
    struct child known;
    if (!is_end(status) || !children_take(child, sequence, &known))
        return;
    struct ending ending = ending_of(status, usage);
    tell_end(&known, &ending);
}

void ended_unnamed(const struct child *child, int status)
{
    if (!is_end(status))
        return;
    struct ending ending = ending_of(status, NULL);
    tell_end(child, &ending);
}

static bool take_gone(pid_t pid, uint64_t sequence, struct child *child)
{
    return !copies_is_there(pid) && children_take(pid, sequence, child);
}

/* More than one may be gone: of those whose end the kernel took, or that another thread is just
 * about to tell of. Then nobody knows which it was. */
static bool take_only_gone(struct child *gone)
{
    unsigned count = 0;
    struct child child;
    for (unsigned at = 0; count < 2 && children_next_living(&at, &child);)
        if (!copies_is_there(child.pid)) {
            *gone = child;
            count++;
        }
    return count == 1 && take_gone(gone->pid, gone->spawn.sequence, gone);
}

static void tell_unread(void *data)
{
    pid_t asked = *(const pid_t *)data;
    const struct ending ending = {.status = STATUS_UNREAD};
    struct child child;
    if (!(asked > 0 ? take_gone(asked, 0, &child) : take_only_gone(&child)))
        return;
    (void)tracees_take(child.pid);
    tell_end(&child, &ending);
}

void ended_unread(pid_t child)
{
    if (log_is_open() && !policy_is_untried())
        stretch_run(tell_unread, &child);
}

/* Who keeps an end may be held up before it looks for the child that has come meanwhile: on a busy
 * machine for longer than it takes until the end counts as a stranger's. */
static void tell_strangers(void)
{
    struct ending ending;
    pid_t stranger;
    struct child known;
    for (unsigned at = 0; children_next_stranger(&at, &stranger, &ending);)
        if (children_take(stranger, 0, &known))
            tell_end(&known, &ending);
        else
            tell_stranger(stranger, &ending);
}

void ended_follow(const struct child *child)
{
    struct ending ending;
    if (child != NULL && children_add(child, &ending))
        tell_end(child, &ending);
    if (children_arrived())
        tell_strangers();
}

void ended_tell_strangers(void)
{
    if (!log_is_open())
        return;
    children_expect_no_more();
    tell_strangers();
}

void ended_count_living(void)
{
    struct child child;
    if (!summary_is_wanted())
        return;
    for (unsigned at = 0; children_next_living(&at, &child);)
        count_end(&child, &(struct exit_event){.silent_copy_of = UNKNOWN},
                  copies_told(child.copy, &child.spawn));
}

pid_t ended_only_kept(void)
{
    return log_is_open() ? children_only_end() : 0;
}
