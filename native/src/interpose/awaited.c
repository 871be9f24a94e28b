/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waits in parts for a child that there is something to tell of; the call then takes it as ever.
 *
 * 1. Of all that ends such a call SIGCHLD tells: where it has no handler, and is not held, nobody
 *    misses it, since the kernel drops it. Of children with another signal, which are asked for by
 *    __WCLONE or __WALL, it does not tell.
 * 2. Signals that have handlers are held, and waited for too: one that comes is sent again as it
 *    was, and let in. So nobody's handler runs unnoticed.
 * 3. As in blocked.c only in a process of one thread, and at first for a millisecond without a look
 *    at all handlers.
 */
#include "awaited.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>

#include "host/policy.h"
#include "host/raw.h"
#include "outcome/schedule.h"
#include "outcome/self.h"
#include "restarts.h"
#include "slices.h"

#define A_MOMENT_NS 1000000

#define BIT(signal)  (UINT64_C(1) << ((signal) - 1))
#define OF_REAL_TIME (~UINT64_C(0) << (32 - 1))
#define KNOWN        (WEXITED | WSTOPPED | WCONTINUED | __WNOTHREAD)

struct awaited {
    idtype_t type;
    id_t id;
    int options;
};

/* Takes nothing. True too where the call is refused. */
static bool has_one(const struct awaited *awaited)
{
    siginfo_t found;
    found.si_pid = 0;
    long result = raw_syscall(SYS_waitid, awaited->type, awaited->id, (long)&found,
                              awaited->options | WNOHANG | WNOWAIT, 0, 0);
    return result != 0 || found.si_pid != 0;
}

static void set_mask(uint64_t mask)
{
    raw_sigprocmask(SIG_SETMASK, &mask, NULL);
}

static int next_of(uint64_t signals, siginfo_t *info, const struct timespec *time)
{
    return (int)raw_syscall(SYS_rt_sigtimedwait, (long)&signals, (long)info, (long)time,
                            sizeof signals, 0, 0);
}

static void let_in(const struct slices *slices, uint64_t held, int signal, const siginfo_t *info)
{
    (void)raw_syscall(SYS_rt_tgsigqueueinfo, raw_getpid(), raw_gettid(), signal, (long)info, 0, 0);
    set_mask(slices->mask);
    set_mask(held);
}

/* The signal that has come and has a handler. 0: the call is to be made. What stops the process
 * and has it go on ends a part. */
static int wait_in_parts(struct slices *slices, const struct awaited *awaited, uint64_t caught,
                         siginfo_t *info)
{
    do {
        slices_next(slices);
        int signal = next_of(caught | BIT(SIGCHLD), info, &slices->left);
        if (signal > 0 && signal != SIGCHLD)
            return signal;
    } while (!has_one(awaited) && slices_go_on(slices) && !slices->is_whole);
    return 0;
}

static bool is_interrupted(struct slices *slices, const void *original,
                           const struct awaited *awaited)
{
    const uint64_t of_faults = slices_never_held();
    for (;;) {
        siginfo_t info;
        uint64_t caught = 0;
        enum restarts restarts = restarts_with(slices->mask, &caught);
        caught &= ~of_faults;
        uint64_t held = slices->mask | caught | BIT(SIGCHLD);
        if (restarts == RESTARTS_SOMETIMES || (caught & (BIT(SIGCHLD) | OF_REAL_TIME)) != 0 ||
            !restarts_are_its_own() || !slices_begin(slices, original, SLICES_FOREVER))
            return false;
        set_mask(held);
        int signal = has_one(awaited) ? 0 : wait_in_parts(slices, awaited, caught, &info);
        if (signal == 0)
            return false;
        let_in(slices, held, signal, &info);
        if (restarts == RESTARTS_NEVER)
            return true;
    }
}

/* With signals held. */
static bool has_one_soon(const struct awaited *awaited)
{
    const struct timespec moment = {.tv_nsec = A_MOMENT_NS};
    siginfo_t info;
    return next_of(BIT(SIGCHLD), &info, &moment) == SIGCHLD && has_one(awaited);
}

bool awaited_was_interrupted(const void *original, idtype_t type, id_t id, int options)
{
    const struct awaited awaited = {type, id, options};
    struct slices slices = {.mask = 0};
    if (!atomic_load_explicit(&self_is_measured_asleep, memory_order_relaxed) ||
        schedule_has_ended() || policy_is_untried() || !real_is_of_the_c_library(original) ||
        (options & ~KNOWN) != 0 || has_one(&awaited) || !restarts_are_its_own() ||
        !restarts_tell_of_children())
        return false;
    const uint64_t held = ~slices_never_held();
    raw_sigprocmask(SIG_BLOCK, &held, &slices.mask);
    bool is = (slices.mask & BIT(SIGCHLD)) == 0 && !has_one(&awaited) && !has_one_soon(&awaited) &&
              is_interrupted(&slices, original, &awaited);
    set_mask(slices.mask);
    if (is)
        errno = EINTR;
    return is;
}

bool awaited_one_was_interrupted(const void *original, pid_t child, int options)
{
    if ((options & ~(WUNTRACED | WCONTINUED | __WNOTHREAD)) != 0 || child == INT_MIN)
        return false;
    idtype_t type = child > 0 ? P_PID : child == -1 ? P_ALL : P_PGID;
    id_t id = (id_t)(child > 0 ? child : child == -1 ? 0 : -child);
    return awaited_was_interrupted(original, type, id, options | WEXITED);
}
