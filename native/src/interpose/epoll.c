/* SPDX-License-Identifier: Apache-2.0 */
/* epoll_wait and its relatives, in parts. */
#include <sys/epoll.h>

#include "host/raw.h"
#include "slices.h"

struct polling {
    int epoll;
    struct epoll_event *events;
    int most;
    const sigset_t *mask;
};

static long epoll_part(struct slices *slices, void *call)
{
    const struct polling *polling = call;
    return raw_syscall(SYS_epoll_pwait, polling->epoll, (long)polling->events, polling->most,
                       slices_milliseconds(slices), slices_mask(slices, polling->mask),
                       SLICES_MASK_BYTES);
}

static long epoll_part_2(struct slices *slices, void *call)
{
    const struct polling *polling = call;
    return raw_syscall(SYS_epoll_pwait2, polling->epoll, (long)polling->events, polling->most,
                       (long)&slices->left, slices_mask(slices, polling->mask), SLICES_MASK_BYTES);
}

int epoll_wait_in_parts(int epoll, struct epoll_event *events, int most, int milliseconds)
{
    struct slices slices;
    if (!slices_begin(&slices, (void *)epoll_wait_original, slices_of_milliseconds(milliseconds)))
        return epoll_wait_original(epoll, events, most, milliseconds);
    return slices_run(&slices, epoll_part, &(struct polling){epoll, events, most, NULL});
}

int epoll_pwait_in_parts(int epoll, struct epoll_event *events, int most, int milliseconds,
                         const sigset_t *mask)
{
    struct slices slices;
    if (!slices_begin(&slices, (void *)epoll_pwait_original, slices_of_milliseconds(milliseconds)))
        return epoll_pwait_original(epoll, events, most, milliseconds, mask);
    return slices_run(&slices, epoll_part, &(struct polling){epoll, events, most, mask});
}

int epoll_pwait2_in_parts(int epoll, struct epoll_event *events, int most,
                          const struct timespec *time, const sigset_t *mask)
{
    struct slices slices;
    if (!slices_begin_for(&slices, (void *)epoll_pwait2_original, time))
        return epoll_pwait2_original(epoll, events, most, time, mask);
    return slices_run(&slices, epoll_part_2, &(struct polling){epoll, events, most, mask});
}
