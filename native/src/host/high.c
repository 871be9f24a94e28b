/* SPDX-License-Identifier: Apache-2.0 */
/* Finds a number for a descriptor of ours: the kernel gives a program the lowest free one. */
#include "high.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>

#include "alone.h"
#include "descriptor.h"
#include "raw.h"

/* The usual limit is 1,024 (RLIMIT_NOFILE), and a table of so many takes 8 KiB of the kernel. */
#define FIRST      1016
#define AT_THE_TOP 8
/* Ours that may be open at once; where more numbers are taken, a program has as many. */
#define CROWDED 64

static atomic_int lowest_high = FIRST;

static int highest_lowest(void)
{
    struct rlimit limit = {0};
    if (raw_getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur <= AT_THE_TOP)
        return -1;
    return limit.rlim_cur < INT_MAX ? (int)limit.rlim_cur - AT_THE_TOP : INT_MAX;
}

/* A server may raise its limit after its first spawn. */
static int as_high_as_usual(int lowest)
{
    int highest = highest_lowest(), usual = highest < FIRST ? highest : FIRST;
    if (usual <= lowest)
        return lowest;
    atomic_store_explicit(&lowest_high, usual, memory_order_relaxed);
    return usual;
}

static int below_the_limit(int fd)
{
    int lowest = highest_lowest();
    if (lowest < 0)
        return -EMFILE;
    atomic_store_explicit(&lowest_high, lowest, memory_order_relaxed);
    return descriptor_duplicate(fd, lowest);
}

/* From the next time on: a number that a program has just closed is one that it may close twice. */
static void move_up(int lowest)
{
    int highest = highest_lowest();
    int next = lowest < highest / 4 ? lowest * 4 : highest;
    if (next > lowest)
        atomic_store_explicit(&lowest_high, next, memory_order_relaxed);
}

int high_move(int fd)
{
    if (alone_since_call())
        return fd;
    int lowest = atomic_load_explicit(&lowest_high, memory_order_relaxed);
    if (lowest < FIRST)
        lowest = as_high_as_usual(lowest);
    int high = descriptor_duplicate(fd, lowest);
    if (high == -EINVAL)
        high = below_the_limit(fd);
    else if (high >= lowest + CROWDED)
        move_up(lowest);
    if (high < 0)
        return fd;
    descriptor_close(fd);
    return high;
}

void high_make_room(void)
{
    int fd = descriptor_open("/", DESCRIPTOR_READS, O_DIRECTORY, 0);
    if (fd >= 0)
        descriptor_close(high_move(fd));
}
