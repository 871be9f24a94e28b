/* SPDX-License-Identifier: Apache-2.0 */
/* nanosleep and its relatives, pause and sigsuspend: ppoll without a descriptor, in parts. */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <threads.h>
#include <time.h>

#include "host/clock.h"
#include "host/peek.h"
#include "host/raw.h"
#include "slices.h"

static long sleep_part(struct slices *slices, void *mask)
{
    return raw_syscall(SYS_ppoll, 0, 0, (long)&slices->left, slices_mask(slices, mask),
                       SLICES_MASK_BYTES, 0);
}

/* 0, or the error: as clock_nanosleep. */
static int run(struct slices *slices)
{
    int before = errno, error = 0;
    slices->is_exact = true;
    if (slices_run(slices, sleep_part, NULL) != 0)
        error = errno;
    errno = before;
    return error == EINTR && slices_left(slices) == 0 ? 0 : error;
}

static int run_and_tell_left(struct slices *slices, struct timespec *left)
{
    int error = run(slices);
    if (error != EINTR || left == NULL)
        return error;
    uint64_t nanoseconds = slices_left(slices);
    const struct timespec told = {(time_t)(nanoseconds / NANOSECONDS),
                                  (long)(nanoseconds % NANOSECONDS)};
    return poke_words(left, &told, sizeof told) ? EINTR : EFAULT;
}

static bool is_due(struct slices *slices, const void *original, const struct timespec *time)
{
    return time != NULL && slices_begin_for(slices, original, time);
}

static int as_result(int error)
{
    if (error == 0)
        return 0;
    errno = error;
    return -1;
}

int nanosleep_in_parts(const struct timespec *time, struct timespec *left)
{
    struct slices slices;
    if (!is_due(&slices, (void *)nanosleep_original, time))
        return nanosleep_original(time, left);
    return as_result(run_and_tell_left(&slices, left));
}

int __nanosleep_in_parts(const struct timespec *time, struct timespec *left)
{
    struct slices slices;
    if (!is_due(&slices, (void *)__nanosleep_original, time))
        return __nanosleep_original(time, left);
    return as_result(run_and_tell_left(&slices, left));
}

int thrd_sleep_in_parts(const struct timespec *time, struct timespec *left)
{
    struct slices slices;
    if (!is_due(&slices, (void *)thrd_sleep_original, time))
        return thrd_sleep_original(time, left);
    int error = run_and_tell_left(&slices, left);
    return error == EINTR ? -1 : error == 0 ? 0 : -2;
}

static bool is_due_by(struct slices *slices, clockid_t clock, int flags,
                      const struct timespec *time)
{
    const void *original = (void *)clock_nanosleep_original;
    if ((flags & TIMER_ABSTIME) == 0) /* A clock that is set moves none of these. */
        return (clock == CLOCK_MONOTONIC || clock == CLOCK_REALTIME) &&
               is_due(slices, original, time);
    return clock == CLOCK_MONOTONIC && slices_begin_until(slices, original, time);
}

int clock_nanosleep_in_parts(clockid_t clock, int flags, const struct timespec *time,
                             struct timespec *left)
{
    struct slices slices;
    if (!is_due_by(&slices, clock, flags, time))
        return clock_nanosleep_original(clock, flags, time, left);
    return run_and_tell_left(&slices, (flags & TIMER_ABSTIME) == 0 ? left : NULL);
}

unsigned sleep_in_parts(unsigned seconds)
{
    struct slices slices;
    if (!slices_begin(&slices, (void *)sleep_original, (uint64_t)seconds * NANOSECONDS))
        return sleep_original(seconds);
    return as_result(run(&slices)) == 0 ? 0 : (unsigned)(slices_left(&slices) / NANOSECONDS);
}

int usleep_in_parts(useconds_t microseconds)
{
    struct slices slices;
    if (!slices_begin(&slices, (void *)usleep_original, microseconds * UINT64_C(1000)))
        return usleep_original(microseconds);
    return as_result(run(&slices));
}

int pause_in_parts(void)
{
    struct slices slices;
    if (!slices_begin(&slices, (void *)pause_original, SLICES_FOREVER))
        return pause_original();
    return slices_run(&slices, sleep_part, NULL);
}

static bool is_due_with(struct slices *slices, const void *original, const sigset_t *mask)
{
    uint64_t copy;
    return slices_begin(slices, original, SLICES_FOREVER) && peek_bytes(&copy, sizeof copy, mask);
}

int sigsuspend_in_parts(const sigset_t *mask)
{
    struct slices slices;
    if (!is_due_with(&slices, (void *)sigsuspend_original, mask))
        return sigsuspend_original(mask);
    return slices_run(&slices, sleep_part, (void *)mask);
}

int __sigsuspend_in_parts(const sigset_t *mask)
{
    struct slices slices;
    if (!is_due_with(&slices, (void *)__sigsuspend_original, mask))
        return __sigsuspend_original(mask);
    return slices_run(&slices, sleep_part, (void *)mask);
}
