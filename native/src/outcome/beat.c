/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A timer of the thread's own user time (CPUCLOCK_VIRT, include/uapi/linux/posix-timers_types.h).
 *
 * 1. It runs out in the tick that finds the thread computing (run_posix_cpu_timers,
 *    kernel/time/posix-cpu-timers.c), so its signal never comes to a thread that sleeps in the
 *    kernel: no call of the program ends with EINTR. A thread that does not compute copies nothing.
 * 2. The signal is the C library's own, the first of its two (nptl, internal-signals.h): no program
 *    can block it, wait for it or set its handler by that. glibc's handler, which the first
 *    pthread_cancel sets, takes no notice of a timer's. One that is set already stays.
 * 3. A signal's frame takes up to 11 KiB with all registers (AT_MINSIGSTKSZ of getauxval(3)), which
 *    the first stack has, as it grows, and a thread's own or an alternate one may not have.
 * 4. A program can tell all the same, by a timer's number or a system call of its own: so there is
 *    none unless it is asked for.
 */
#include "beat.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/auxv.h>

#include "host/raw.h"

#ifdef __GLIBC__

#define BEAT_SIGNAL 32
#define EVERY_NS    250000000L

#define CPUCLOCK_VIRT       1
#define CPUCLOCK_PER_THREAD 4
#define OWN_USER_TIME       ((clockid_t)((~0U << 3) | CPUCLOCK_PER_THREAD | CPUCLOCK_VIRT))

/* The kernel's own (include/linux/signal_types.h). */
#define SA_RESTORER_IS_SET 0x04000000UL
#define SIGEV_TO_THREAD    4
struct action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

/* No soft limit is usual that is lower, and the stack grows that far (getrlimit(2), RLIMIT_STACK).
 */
#define FIRST_STACK_BYTES (1UL << 20)

/* In the processor's own file: returns from a signal's handler, as the C library's that no one
 * exports. */
void beat_return(void);

static void (*at_each)(void);
static int timer;
static pid_t owner; /* a copy of it has no such timer */

static void beat(int signal)
{
    (void)signal;
    at_each();
}

static bool is_on_the_first_stack(const void *frame)
{
    /* The kernel puts these bytes above the first frame (create_elf_tables, fs/binfmt_elf.c). */
    return (uintptr_t)getauxval(AT_RANDOM) - (uintptr_t)frame < FIRST_STACK_BYTES;
}

/* It may be too small, or lent out. */
static bool has_an_alternate_stack(void)
{
    stack_t stack = {.ss_flags = 0};
    return raw_sigaltstack(NULL, &stack) != 0 || (stack.ss_flags & SS_DISABLE) == 0;
}

static int set_action(const struct action *action, struct action *before)
{
    return (int)raw_syscall(SYS_rt_sigaction, BEAT_SIGNAL, (long)action, (long)before,
                            sizeof action->mask, 0, 0);
}

static bool take_the_signal(void)
{
    const struct action ours = {.handler = beat,
                                .flags = SA_RESTART | SA_ONSTACK | SA_RESTORER_IS_SET,
                                .restorer = beat_return,
                                .mask = ~UINT64_C(0)};
    struct action before = {0};
    if (set_action(&ours, &before) != 0)
        return false;
    /* glibc's posix_spawn, and so system, leaves it ignored in what it starts. */
    if (before.handler == SIG_DFL || before.handler == SIG_IGN || before.handler == beat)
        return true;
    (void)set_action(&before, NULL);
    return false;
}

static bool set_timer(void)
{
    struct sigevent event = {.sigev_signo = BEAT_SIGNAL, .sigev_notify = SIGEV_TO_THREAD};
    const struct itimerspec times = {{0, EVERY_NS}, {0, EVERY_NS}};
    event._sigev_un._tid = raw_gettid();
    return raw_syscall(SYS_timer_create, OWN_USER_TIME, (long)&event, (long)&timer, 0, 0, 0) == 0 &&
           raw_syscall(SYS_timer_settime, timer, 0, (long)&times, 0, 0, 0) == 0;
}

void beat_begins(void (*work)(void), const void *frame)
{
    at_each = work;
    if (is_on_the_first_stack(frame) && !has_an_alternate_stack() && take_the_signal() &&
        set_timer())
        owner = raw_getpid();
}

void beat_ends(void)
{
    if (owner == raw_getpid())
        (void)raw_syscall(SYS_timer_delete, timer, 0, 0, 0, 0, 0);
    owner = 0;
}

#else

void beat_begins(void (*work)(void), const void *frame)
{
    (void)work;
    (void)frame;
}

void beat_ends(void)
{
}

#endif
