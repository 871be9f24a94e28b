/* SPDX-License-Identifier: Apache-2.0 */
/* Time by the vDSO: no system call, async-signal-safe (signal-safety(7)). */
#ifndef SPAWNRISK_HOST_CLOCK_H
#define SPAWNRISK_HOST_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NANOSECONDS 1000000000U

static inline uint64_t clock_nanoseconds(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * NANOSECONDS + (uint64_t)now.tv_nsec;
}

#endif
