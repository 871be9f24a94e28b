/* SPDX-License-Identifier: Apache-2.0 */
/* A place of the table of copies, for those who count them. */
#ifndef SPAWNRISK_OUTCOME_COPIES_TABLE_H
#define SPAWNRISK_OUTCOME_COPIES_TABLE_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

/* A place's word: the process that made the call (pid_max is at most 2^22, kernel/pid.c), the
 * call's number, and what the copy has said of itself. 0: the place is free. */
#define SETTLED       UINT64_C(1)
#define TOLD          UINT64_C(2)
#define SAID          (SETTLED | TOLD)
#define SAID_BITS     2
#define SEQUENCE_BITS 40

struct copy {
    _Atomic uint64_t word;
    atomic_int child; /* 0: its call is not over */
    _Atomic uint64_t exposure, resident, threads;
    _Atomic uint64_t parent_faults, parent_resident; /* before the call */
};

static inline pid_t copies_parent(uint64_t word)
{
    return (pid_t)(word >> (SEQUENCE_BITS + SAID_BITS));
}

/* The next that lives on in its copy. Start with *at = 0. */
struct copy *copies_next(unsigned *at, uint64_t *word);

#endif
