/* SPDX-License-Identifier: Apache-2.0 */
/*
 * By the kernel's frame of a signal, which stays where it is until the handler has returned.
 *
 * 1. It begins with the address that the handler returns to, which the C library gives the kernel
 *    with each handler (sigaction(2), sa_restorer).
 * 2. Frames of handlers that have long returned lie about on a JVM's stack, as it stops its threads
 *    by faults. But while a handler runs its signal is blocked, which was not before, as the frame
 *    tells. Only one that was set with SA_NODEFER, or unblocks its signal, has nothing blocked:
 * where the process has any of the former, none is taken for one that has returned.
 * 3. SIGQUIT tells nothing: HotSpot blocks it in each of its threads but its own, and its start
 *    leaves frames from before that (PosixSignals::hotspot_sigmask).
 */
#include "handlers.h"

#include "host/raw.h"
#include "signal_frame.h"

#define SIGNALS 64

struct kernel_action {
    uintptr_t handler, flags, restorer;
    uint64_t mask;
};

static bool read_action(int signal, struct kernel_action *action)
{
    *action = (struct kernel_action){0};
    return raw_syscall(SYS_rt_sigaction, signal, 0, (long)action, sizeof action->mask, 0, 0) == 0;
}

static bool any_may_interrupt_itself(void)
{
    struct kernel_action action;
    for (int signal = 1; signal <= SIGNALS; signal++)
        if (read_action(signal, &action) && action.handler != (uintptr_t)SIG_DFL &&
            action.handler != (uintptr_t)SIG_IGN && (action.flags & SA_NODEFER) != 0)
            return true;
    return false;
}

static bool runs(uint64_t blocked_before)
{
    const uint64_t tells_nothing = UINT64_C(1) << (SIGQUIT - 1);
    uint64_t blocked = 0;
    return raw_sigprocmask(SIG_BLOCK, NULL, &blocked) != 0 ||
           (blocked & ~blocked_before & ~tells_nothing) != 0 || any_may_interrupt_itself();
}

__attribute__((no_sanitize("address"))) bool
handlers_are_between(const uintptr_t *from, const uintptr_t *to, const void *caller)
{
    struct kernel_action action;
    if (!read_action(SIGSEGV, &action) || (FRAME_HAS_A_WAY_BACK && action.restorer == 0))
        return true;
    while (from < to && *from != (uintptr_t)caller)
        from++;
    for (; from + FRAME_WORDS <= to; from++)
        if (is_signal_frame(from, action.restorer) && runs(from[FRAME_BLOCKED]))
            return true;
    return false;
}
