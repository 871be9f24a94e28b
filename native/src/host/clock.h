/* SPDX-License-Identifier: Apache-2.0 */
/* The time, as the kernel has it. */
#ifndef SPAWNRISK_HOST_CLOCK_H
#define SPAWNRISK_HOST_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NANOSECONDS 1000000000U

/* Asks no function that another library may have wrapped. Async-signal-safe, keeps errno, and is
 * no system call where the vDSO can read that clock (vdso(7)). */
uint64_t clock_nanoseconds(clockid_t clock);

#endif
