/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of fixed size, open to every thread at once: who moves a place's state owns it. */
#ifndef SPAWNRISK_OUTCOME_PLACES_H
#define SPAWNRISK_OUTCOME_PLACES_H

#include <stdatomic.h>

#include "children.h"

enum state { FREE, CHANGING, LIVING, ENDED };

/* A child, without what its place says, and what its end does not tell. */
struct kept_child {
    pid_t process; /* that made the call */
    uint64_t sequence;
    uint64_t process_start, started;
    struct oom_kills oom_kills;
    uint64_t site;
    unsigned copy;
    uint8_t level;
};

struct place {
    _Atomic unsigned state;
    _Atomic pid_t pid, owner;
    atomic_uint kills; /* SIGKILL of this process's own: counted without taking the place */
    unsigned calls;    /* where ENDED: how many had begun by then */
    union {
        struct kept_child child; /* where LIVING */
        struct ending ending;    /* where ENDED */
    };
};

/* All are async-signal-safe, take no lock and wait for nobody. A place that was found or taken is
 * the caller's until it is set. */

/* Remembers whose memory this is; in a child of fork that it has moved. */
void places_begin(void);
void places_move(void);

/* Takes over the place that holds the caller's pid in this state; NULL: there is none. */
struct place *place_find(pid_t pid, unsigned state);

/* Takes over the caller's next place in this state. Start with *at = 0. */
struct place *place_next(unsigned *at, unsigned state);

/* Takes over a place for a pid of the caller's; NULL: none is free within its reach. */
struct place *place_take(pid_t pid);

static inline void place_set(struct place *place, unsigned state)
{
    atomic_store(&place->state, state);
}

/* Without taking it over: whether a place holds the caller's pid in this state. */
bool places_hold(pid_t pid, unsigned state);

/* Without taking them over: the next place that holds a living child of a process whose memory this
 * is, and the next with this pid. Start with 0. */
struct place *places_look(unsigned *at);
struct place *places_look_for(pid_t pid, unsigned *step);

/* by: 1 or -1. Never less than 0, as the place may be another child's by now. */
void place_count_kill(struct place *place, int by);

#endif
