/* SPDX-License-Identifier: Apache-2.0 */
/* A table of fixed size, open to every thread at once. */
#include "places.h"

#include "host/raw.h"

/* More than this many at once are rare; a place is a few words, untouched until used. */
#define PLACES 2048U
/* A pid's place is one of so many: at half the table in use, a run this long is full once in 10^9.
 */
#define REACH 32U

static struct place places[PLACES];
static _Atomic pid_t home; /* whose memory this is; 0: not known yet */

void places_begin(void)
{
    pid_t unknown = 0;
    if (atomic_load_explicit(&home, memory_order_relaxed) == 0)
        (void)atomic_compare_exchange_strong(&home, &unknown, raw_getpid());
}

void places_move(void)
{
    atomic_store(&home, raw_getpid());
}

static struct place *place_of(pid_t pid, unsigned step)
{
    return &places[((unsigned)pid * 2654435761U / (UINT32_MAX / PLACES + 1) + step) % PLACES];
}

static bool claim(struct place *place, unsigned from)
{
    return atomic_compare_exchange_strong(&place->state, &from, CHANGING);
}

struct place *place_find(pid_t pid, unsigned state)
{
    pid_t self = raw_getpid();
    for (unsigned step = 0; step < REACH; step++) {
        struct place *place = place_of(pid, step);
        if (atomic_load(&place->state) != state || atomic_load(&place->pid) != pid ||
            atomic_load(&place->owner) != self || !claim(place, state))
            continue;
        if (atomic_load(&place->pid) == pid && atomic_load(&place->owner) == self)
            return place;
        atomic_store(&place->state, state);
    }
    return NULL;
}

/* A place is left behind by a parent, in a copy of its memory, or by a vfork child that is gone. */
static bool is_left_behind(const struct place *place, pid_t self)
{
    pid_t owner = atomic_load(&place->owner);
    return owner != self && owner != atomic_load(&home);
}

static bool take(struct place *place, unsigned state, pid_t pid, pid_t self)
{
    if (!claim(place, state))
        return false;
    atomic_store(&place->pid, pid);
    atomic_store(&place->owner, self);
    return true;
}

/* A free place first: what looks left behind may be a vfork child's that lives. */
struct place *place_take(pid_t pid)
{
    pid_t self = raw_getpid();
    for (unsigned step = 0; step < REACH; step++)
        if (atomic_load(&place_of(pid, step)->state) == FREE &&
            take(place_of(pid, step), FREE, pid, self))
            return place_of(pid, step);
    for (unsigned step = 0; step < REACH; step++) {
        struct place *place = place_of(pid, step);
        unsigned state = atomic_load(&place->state);
        if (is_left_behind(place, self) && take(place, state, pid, self))
            return place;
    }
    return NULL;
}

struct place *place_next(unsigned *at, unsigned state)
{
    while (*at < PLACES) {
        struct place *place = &places[(*at)++];
        if (atomic_load(&place->state) == state && atomic_load(&place->owner) == raw_getpid() &&
            claim(place, state))
            return place;
    }
    return NULL;
}

bool places_hold(pid_t pid, unsigned state)
{
    for (unsigned step = 0; step < REACH; step++) {
        const struct place *place = place_of(pid, step);
        if (atomic_load(&place->state) == state && atomic_load(&place->pid) == pid &&
            atomic_load(&place->owner) == raw_getpid())
            return true;
    }
    return false;
}

void places_mark_killed(pid_t pid)
{
    for (unsigned step = 0; step < REACH; step++)
        if (atomic_load(&place_of(pid, step)->pid) == pid)
            atomic_store(&place_of(pid, step)->killed, true);
}
