/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel tells which call was interrupted, and not by whom: so all that may have to agree. */
#include "restarts.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>

#include "host/raw.h"

#define SIGNALS 64

/* The C library's own, which it sends to other threads alone. */
#define OF_THE_C_LIBRARY (UINT64_C(3) << (32 - 1))

/* The kernel's own (include/linux/signal_types.h). */
struct action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

static bool read_action(int signal, struct action *action)
{
    return raw_syscall(SYS_rt_sigaction, signal, 0, (long)action, sizeof action->mask, 0, 0) == 0;
}

static bool is_caught(int signal, struct action *action)
{
    return read_action(signal, action) && action->handler != SIG_DFL && action->handler != SIG_IGN;
}

enum restarts restarts_with(uint64_t mask, uint64_t *caught)
{
    *caught = 0;
    bool some_do = false, some_do_not = false;
    for (int signal = 1; signal <= SIGNALS; signal++) {
        struct action action = {0};
        if (((mask | OF_THE_C_LIBRARY) >> (signal - 1) & 1) != 0 || !is_caught(signal, &action))
            continue;
        *caught |= UINT64_C(1) << (signal - 1);
        if ((action.flags & SA_RESTART) != 0)
            some_do = true;
        else
            some_do_not = true;
    }
    return !some_do_not ? RESTARTS_ALWAYS : some_do ? RESTARTS_SOMETIMES : RESTARTS_NEVER;
}

bool restarts_tell_of_children(void)
{
    struct action action = {0};
    return read_action(SIGCHLD, &action) && action.handler == SIG_DFL &&
           (action.flags & (SA_NOCLDSTOP | SA_NOCLDWAIT)) == 0;
}

/* Only a process of one thread may, and for that it changes nothing (unshare(2)). */
bool restarts_are_its_own(void)
{
    return raw_syscall(SYS_unshare, CLONE_SIGHAND, 0, 0, 0, 0, 0) == 0;
}
