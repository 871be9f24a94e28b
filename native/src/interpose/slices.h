/* SPDX-License-Identifier: Apache-2.0 */
/* One call that sleeps, made in parts, between which the copy that the process is may be measured.
 */
#ifndef SPAWNRISK_INTERPOSE_SLICES_H
#define SPAWNRISK_INTERPOSE_SLICES_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "real.h"

/* In a copy of the process, where there is such an original: what the processor's own file leads
 * to. In no copy it leads to the original. */
#define IN_PARTS(name) extern __typeof__(name) name##_in_parts;
SLEEPING_FUNCTIONS(IN_PARTS)
#undef IN_PARTS

/* This C library has no such function: ENOSYS. */
int sleep_in_vain(void);

/* The kernel's own end of time (KTIME_MAX), and what never comes. */
#define SLICES_LAST_NS INT64_MAX
#define SLICES_FOREVER UINT64_MAX

struct slices {
    uint64_t since, until; /* CLOCK_MONOTONIC */
    uint64_t end;          /* of the part that is under way */
    uint64_t mask;         /* the program's, for the time of the part alone */
    struct timespec left;  /* of the part: the kernel leaves there what was left of it */
    bool is_exact;         /* ends as exactly as nanosleep */
    bool is_whole;         /* from now on in one part */
    bool is_last;
};

/* Whether a call of the C library's that sleeps for so long has to be made in parts. */
bool slices_begin(struct slices *slices, const void *original, uint64_t nanoseconds);

/* As poll has it: a negative number is forever. */
static inline uint64_t slices_of_milliseconds(int milliseconds)
{
    return milliseconds < 0 ? SLICES_FOREVER : (uint64_t)milliseconds * UINT64_C(1000000);
}

/* The same of a time that the kernel takes, NULL being none. Not what it would refuse, or can't
 * read. */
bool slices_begin_for(struct slices *slices, const void *original, const struct timespec *time);

/* The same until a time of CLOCK_MONOTONIC, which is one. */
bool slices_begin_until(struct slices *slices, const void *original, const struct timespec *time);

/* For the kernel: the mask that the program gives the call, or else its own. Its size there. */
#define SLICES_MASK_BYTES sizeof(uint64_t)
static inline long slices_mask(const struct slices *slices, const void *mask)
{
    return (long)(mask != NULL ? mask : &slices->mask);
}

/*
 * Makes it: part makes the system call with the time and the mask of slices, and returns what that
 * did. 0: it has slept. Returns the last one's result as the C library does. All signals are held
 * between two parts, so that one which comes then ends the next: nobody's handler has run
 * unnoticed.
 */
int slices_run(struct slices *slices, long (*part)(struct slices *slices, void *call), void *call);

/* Those that a fault raises. */
uint64_t slices_never_held(void);

/* What is left of the whole after an interruption. */
uint64_t slices_left(const struct slices *slices);

/* For who makes the parts itself: the next one's time, and whether another one follows it. */
void slices_next(struct slices *slices);
bool slices_go_on(struct slices *slices);

/* The next part's in whole milliseconds, not less. -1: it is as long as can be. */
int slices_milliseconds(const struct slices *slices);

#endif
