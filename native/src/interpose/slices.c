/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts a sleep where a measure is due.
 *
 * 1. A handler that runs while the call is made has to end it. What comes between two parts would
 *    run unnoticed, and so would what comes when a part has just ended in the kernel. So the mask
 * is the program's only for the time of a system call that changes it and back (ppoll, pselect6,
 *    epoll_pwait): what comes later waits, and ends the next part at once.
 * 2. What is left at an interruption is what the kernel has left of the part, which it notes before
 *    the handler runs, and what was to follow the part.
 * 3. ppoll may be late by a two hundredth of its time (select_estimate_accuracy, fs/select.c), and
 *    nanosleep by 50 us: so what has to be exact comes near its end by and by.
 * 4. What is measured already comes first asks whether there is something, and does not wait: who
 *    has something to do is not held up.
 */
#include "slices.h"

#include <errno.h>
#include <signal.h>

#include "cancellation.h"
#include "host/clock.h"
#include "host/peek.h"
#include "host/policy.h"
#include "host/raw.h"
#include "outcome/schedule.h"
#include "outcome/self.h"

/* Late by less than 50 us. */
#define EXACT_NS        (NANOSECONDS / 100)
#define PART_OF_A_SLEEP 64

#define NANOSECONDS_PER_MILLISECOND 1000000U

/* As in a stretch. */
uint64_t slices_never_held(void)
{
    static const int of_faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
    uint64_t signals = 0;
    for (unsigned i = 0; i < sizeof of_faults / sizeof *of_faults; i++)
        signals |= UINT64_C(1) << (of_faults[i] - 1);
    return signals;
}

static void hold_signals(uint64_t *before)
{
    const uint64_t held = ~slices_never_held();
    raw_sigprocmask(SIG_BLOCK, &held, before);
}

static uint64_t later(uint64_t now, uint64_t nanoseconds)
{
    if (nanoseconds == SLICES_FOREVER)
        return SLICES_FOREVER;
    return nanoseconds < SLICES_LAST_NS - now ? now + nanoseconds : SLICES_LAST_NS;
}

/* False: the kernel would refuse it, or can't read it. */
static bool read_time(const struct timespec *time, uint64_t *nanoseconds)
{
    struct timespec copy;
    *nanoseconds = SLICES_FOREVER;
    if (time == NULL)
        return true;
    if (policy_is_untried() || !peek_bytes(&copy, sizeof copy, time) || copy.tv_sec < 0 ||
        copy.tv_nsec < 0 || copy.tv_nsec >= (long)NANOSECONDS)
        return false;
    uint64_t seconds = (uint64_t)copy.tv_sec;
    *nanoseconds = seconds < SLICES_LAST_NS / NANOSECONDS
                       ? seconds * NANOSECONDS + (uint64_t)copy.tv_nsec
                       : SLICES_LAST_NS;
    return true;
}

static bool begin(struct slices *slices, const void *original)
{
    slices->is_exact = slices->is_whole = false;
    return slices->until > slices->since && schedule_due(slices->since) < slices->until &&
           real_is_of_the_c_library(original) && self_may_be_measured();
}

bool slices_begin(struct slices *slices, const void *original, uint64_t nanoseconds)
{
    slices->since = clock_nanoseconds(CLOCK_MONOTONIC);
    slices->until = later(slices->since, nanoseconds);
    return begin(slices, original);
}

bool slices_begin_for(struct slices *slices, const void *original, const struct timespec *time)
{
    uint64_t nanoseconds;
    return read_time(time, &nanoseconds) && slices_begin(slices, original, nanoseconds);
}

bool slices_begin_until(struct slices *slices, const void *original, const struct timespec *time)
{
    slices->since = clock_nanoseconds(CLOCK_MONOTONIC);
    return time != NULL && read_time(time, &slices->until) && begin(slices, original);
}

static uint64_t from_to(uint64_t from, uint64_t to)
{
    return to > from ? to - from : 0;
}

void slices_next(struct slices *slices)
{
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC), left = from_to(now, slices->until);
    uint64_t until_due = slices->is_whole ? left : from_to(now, schedule_due(slices->since));
    uint64_t most = slices->is_exact && left > EXACT_NS ? left - left / PART_OF_A_SLEEP : left;
    uint64_t part = until_due < most ? until_due : most;
    slices->is_last = part == left;
    slices->end = now + part;
    slices->left.tv_sec = (time_t)(part / NANOSECONDS);
    slices->left.tv_nsec = (long)(part % NANOSECONDS);
}

bool slices_go_on(struct slices *slices)
{
    if (slices->is_last)
        return false;
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    if (now >= schedule_due(slices->since))
        self_sleeps_on(now - slices->since);
    /* Another thread has set a policy since. */
    slices->is_whole = now >= schedule_due(slices->since);
    return true;
}

int slices_run(struct slices *slices, long (*part)(struct slices *slices, void *call), void *call)
{
    const int cancellation = cancellation_begin();
    long result;
    hold_signals(&slices->mask);
    do {
        slices_next(slices);
        result = part(slices, call);
    } while (result == 0 && slices_go_on(slices));
    raw_sigprocmask(SIG_SETMASK, &slices->mask, NULL);
    cancellation_end(cancellation, result == -EINTR);
    if (result >= 0)
        return (int)result;
    errno = (int)-result;
    return -1;
}

uint64_t slices_left(const struct slices *slices)
{
    uint64_t of_part = (uint64_t)slices->left.tv_sec * NANOSECONDS + (uint64_t)slices->left.tv_nsec;
    return of_part + from_to(slices->end, slices->until);
}

int slices_milliseconds(const struct slices *slices)
{
    uint64_t nanoseconds =
        (uint64_t)slices->left.tv_sec * NANOSECONDS + (uint64_t)slices->left.tv_nsec;
    uint64_t milliseconds =
        (nanoseconds + NANOSECONDS_PER_MILLISECOND - 1) / NANOSECONDS_PER_MILLISECOND;
    if (milliseconds <= INT32_MAX)
        return (int)milliseconds;
    return slices->until == SLICES_FOREVER ? -1 : INT32_MAX;
}

int sleep_in_vain(void)
{
    errno = ENOSYS;
    return -1;
}
