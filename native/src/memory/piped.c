/* SPDX-License-Identifier: Apache-2.0 */
/* A bit for each number. */
#include "piped.h"

#include <stdatomic.h>
#include <stdint.h>

#define NUMBERS 4096

static _Atomic uint64_t numbers[NUMBERS / 64];
static atomic_int kept;

static bool is_kept(int fd)
{
    return fd >= 0 && fd < NUMBERS;
}

static uint64_t bit(int fd)
{
    return UINT64_C(1) << fd % 64;
}

void piped_add(int fd)
{
    if (is_kept(fd) && (atomic_fetch_or(&numbers[fd / 64], bit(fd)) & bit(fd)) == 0)
        atomic_fetch_add(&kept, 1);
}

void piped_remove(int fd)
{
    if (is_kept(fd) && (atomic_fetch_and(&numbers[fd / 64], ~bit(fd)) & bit(fd)) != 0)
        atomic_fetch_sub(&kept, 1);
}

bool piped_has(int fd)
{
    return is_kept(fd) && (atomic_load(&numbers[fd / 64]) & bit(fd)) != 0;
}

bool piped_has_any(void)
{
    return atomic_load(&kept) > 0;
}
