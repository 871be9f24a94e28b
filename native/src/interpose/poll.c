/* SPDX-License-Identifier: Apache-2.0 */
/* poll and ppoll, in parts. */
#include <poll.h>
#include <stddef.h>

#include "host/clock.h"
#include "host/raw.h"
#include "slices.h"

/* Descriptors of one call. No mask: the thread's own is kept. */
struct polling {
    struct pollfd *polled;
    nfds_t count;
    const sigset_t *mask;
};

static long poll_part(struct slices *slices, void *call)
{
    const struct polling *polling = call;
    return raw_syscall(SYS_ppoll, (long)polling->polled, (long)polling->count, (long)&slices->left,
                       slices_mask(slices, polling->mask), SLICES_MASK_BYTES, 0);
}

int poll_in_parts(struct pollfd *polled, nfds_t count, int milliseconds)
{
    struct slices slices;
    if (!slices_begin(&slices, (void *)poll_original, slices_of_milliseconds(milliseconds)))
        return poll_original(polled, count, milliseconds);
    return slices_run(&slices, poll_part, &(struct polling){polled, count, NULL});
}

int __poll_in_parts(struct pollfd *polled, nfds_t count, int milliseconds)
{
    struct slices slices;
    if (!slices_begin(&slices, (void *)__poll_original, slices_of_milliseconds(milliseconds)))
        return __poll_original(polled, count, milliseconds);
    return slices_run(&slices, poll_part, &(struct polling){polled, count, NULL});
}

/* Who has more descriptors than room is the C library's to end. */
int __poll_chk_in_parts(struct pollfd *polled, nfds_t count, int milliseconds, size_t size)
{
    struct slices slices;
    if (size / sizeof *polled < count ||
        !slices_begin(&slices, (void *)__poll_chk_original, slices_of_milliseconds(milliseconds)))
        return __poll_chk_original(polled, count, milliseconds, size);
    return slices_run(&slices, poll_part, &(struct polling){polled, count, NULL});
}

int ppoll_in_parts(struct pollfd *polled, nfds_t count, const struct timespec *time,
                   const sigset_t *mask)
{
    struct slices slices;
    if (!slices_begin_for(&slices, (void *)ppoll_original, time))
        return ppoll_original(polled, count, time, mask);
    return slices_run(&slices, poll_part, &(struct polling){polled, count, mask});
}

int __ppoll_chk_in_parts(struct pollfd *polled, nfds_t count, const struct timespec *time,
                         const sigset_t *mask, size_t size)
{
    struct slices slices;
    if (size / sizeof *polled < count ||
        !slices_begin_for(&slices, (void *)__ppoll_chk_original, time))
        return __ppoll_chk_original(polled, count, time, mask, size);
    return slices_run(&slices, poll_part, &(struct polling){polled, count, mask});
}
