/* SPDX-License-Identifier: Apache-2.0 */
/* A place of the table of copies, for those who count them. */
#ifndef SPAWNRISK_OUTCOME_COPIES_TABLE_H
#define SPAWNRISK_OUTCOME_COPIES_TABLE_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#include "exec.h"

/* A place's word: the process that made the call (pid_max is at most 2^22, kernel/pid.c), the
 * call's number, what the copy has said of itself, and whether its parent has seen that it has
 * ended. 0: the place is free. */
#define SETTLED       UINT64_C(1)
#define TOLD          UINT64_C(2)
#define ENDED_SEEN    UINT64_C(4)
#define SAID          (SETTLED | TOLD)
#define MARKS         (SAID | ENDED_SEEN)
#define MARK_BITS     3
#define SEQUENCE_BITS 39

struct copy {
    _Atomic uint64_t word;
    atomic_int child;       /* 0: its call is not over */
    _Atomic uint64_t start; /* of the child, as in origin; 0: not known */
    _Atomic uint64_t exposure, resident, threads;
    _Atomic uint64_t parent_faults; /* before the call */
};

static inline pid_t copies_parent(uint64_t word)
{
    return (pid_t)(word >> (SEQUENCE_BITS + MARK_BITS));
}

/* The next that lives on in its copy, from a first place on, round to it. Start with step = 0. */
struct copies_walk {
    unsigned first, step;
};
struct copy *copies_next(struct copies_walk *walk, uint64_t *word);

/* A call has made a copy: page faults and resident bytes of this process before it. */
void copies_count_call(uint64_t faults, uint64_t resident);

/* Whether /proc tells of processes by the numbers that they have here; *own is the caller. */
bool copies_can_be_seen(struct life *own);

enum fate {
    LIVES,
    IS_HIDDEN, /* of it nothing else is known: hidepid of proc(5) */
    HAS_ENDED, /* and awaits its wait */
    IS_GONE    /* another process may have its number */
};

/* life: of a copy that lives. */
enum fate copies_fate(const struct copy *copy, uint64_t word, struct life *life);

#endif
