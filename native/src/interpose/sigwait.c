/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sigtimedwait and its relatives, in parts. There is no call that waits for signals and has a mask
 * of its own, so the parts are calls of the C library's, and only where nothing can come in between
 * that would end the whole: what is waited for is held by the program, and no other signal that is
 * not held has a handler. sigwait is ended by none.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "caught.h"
#include "host/peek.h"
#include "host/raw.h"
#include "slices.h"

/* The C library's own, of which it makes nothing for such a call. */
#define OF_THE_C_LIBRARY (UINT64_C(3) << (32 - 1))

static bool is_due(struct slices *slices, const void *original, const sigset_t *set,
                   const struct timespec *time)
{
    uint64_t awaited, held = 0;
    if (!real_is_of_the_c_library((void *)sigtimedwait_original) ||
        !slices_begin_for(slices, original, time) || !peek_bytes(&awaited, sizeof awaited, set))
        return false;
    raw_sigprocmask(SIG_BLOCK, NULL, &held);
    return (awaited & ~held & ~OF_THE_C_LIBRARY) == 0;
}

/* An errno that only a part has set is not the program's. */
static int run(struct slices *slices, const sigset_t *set, siginfo_t *info)
{
    int before = errno, signal;
    do {
        errno = before;
        slices_next(slices);
        signal = sigtimedwait_original(set, info, &slices->left);
    } while (signal < 0 && errno == EAGAIN && slices_go_on(slices));
    if (signal >= 0)
        errno = before;
    return signal;
}

static bool may_be_interrupted(void)
{
    uint64_t held = 0;
    raw_sigprocmask(SIG_BLOCK, NULL, &held);
    return (caught_signals() & ~held & ~OF_THE_C_LIBRARY & ~slices_never_held()) != 0;
}

int sigtimedwait_in_parts(const sigset_t *set, siginfo_t *info, const struct timespec *time)
{
    struct slices slices;
    if (!is_due(&slices, (void *)sigtimedwait_original, set, time) || may_be_interrupted())
        return sigtimedwait_original(set, info, time);
    return run(&slices, set, info);
}

int sigwaitinfo_in_parts(const sigset_t *set, siginfo_t *info)
{
    struct slices slices;
    if (!is_due(&slices, (void *)sigwaitinfo_original, set, NULL) || may_be_interrupted())
        return sigwaitinfo_original(set, info);
    return run(&slices, set, info);
}

/* errno is none of its business. */
int sigwait_in_parts(const sigset_t *set, int *signal)
{
    struct slices slices;
    if (!is_due(&slices, (void *)sigwait_original, set, NULL))
        return sigwait_original(set, signal);
    int got;
    do
        got = run(&slices, set, NULL);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno;
    *signal = got;
    return 0;
}
