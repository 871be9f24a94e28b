/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waits in parts for what a call takes; that then takes it as ever.
 *
 * 1. There is something, or what the call waits for is not certain, or who interrupts it: the call
 *    is made at once, and is not measured.
 * 2. As between the parts of a sleep, signals wait. They do for a millisecond at first too: few
 *    calls wait for longer, and to look who might interrupt takes 64 system calls.
 * 3. Only in a process of one thread, where nobody else can close the descriptor, set a handler or
 *    cancel.
 * 4. Who takes what poll has told of first, in another process, leaves the call to wait by itself.
 */
#include "blocked.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>

#include "cancellation.h"
#include "host/clock.h"
#include "host/policy.h"
#include "host/raw.h"
#include "outcome/schedule.h"
#include "restarts.h"
#include "slices.h"

#define FEW_WAIT_LONGER_NS 1000000

/* The C library knows without a system call, where it does. */
static bool is_alone(void)
{
    return !cancellation_may_come() || restarts_are_its_own();
}

static long poll_for(int fd, const struct timespec *time, const uint64_t *mask)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    return raw_syscall(SYS_ppoll, (long)&polled, 1, (long)time, (long)mask, SLICES_MASK_BYTES, 0);
}

static bool has_nothing(int fd)
{
#ifdef SYS_poll
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    return raw_syscall(SYS_poll, (long)&polled, 1, 0, 0, 0, 0) == 0;
#else
    const struct timespec at_once = {0};
    return poll_for(fd, &at_once, NULL) == 0;
#endif
}

/* Where a measure is due it comes first. */
static bool has_nothing_soon(int fd)
{
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC), due = schedule_due(now);
    uint64_t most = due > now ? due - now : 0;
    const struct timespec time = {.tv_nsec =
                                      most < FEW_WAIT_LONGER_NS ? (long)most : FEW_WAIT_LONGER_NS};
    return most == 0 || poll_for(fd, &time, NULL) == 0;
}

/* The result of the last part; 0: no measure is to come any more. */
static long wait_in_parts(struct slices *slices, int fd)
{
    long result;
    do {
        slices_next(slices);
        result = poll_for(fd, &slices->left, &slices->mask);
    } while (result == 0 && slices_go_on(slices) && !slices->is_whole);
    return result;
}

/* With signals held. What restarts looks at all of it anew, as the kernel does. */
static bool is_interrupted(struct slices *slices, const void *original,
                           const struct taking_call *call)
{
    long result = -EINTR;
    enum restarts restarts = RESTARTS_ALWAYS;
    uint64_t caught;
    while (result == -EINTR && restarts == RESTARTS_ALWAYS) {
        restarts = restarts_with(slices->mask, &caught);
        if (restarts == RESTARTS_SOMETIMES || !restarts_are_its_own() || !would_block(call) ||
            !slices_begin(slices, original, SLICES_FOREVER))
            return false;
        result = wait_in_parts(slices, call->fd);
    }
    return result == -EINTR;
}

bool blocked_was_interrupted(const void *original, const struct taking_call *call)
{
    struct slices slices = {.mask = 0};
    if (schedule_has_ended() || policy_is_untried() || !real_is_of_the_c_library(original) ||
        !has_nothing(call->fd) || !is_alone() || !may_block(call))
        return false;
    /* The C library's own wait for no program. */
    const uint64_t held = ~slices_never_held();
    raw_sigprocmask(SIG_BLOCK, &held, &slices.mask);
    bool is = has_nothing_soon(call->fd) && is_interrupted(&slices, original, call);
    raw_sigprocmask(SIG_SETMASK, &slices.mask, NULL);
    if (is)
        errno = EINTR;
    return is;
}
