/* SPDX-License-Identifier: Apache-2.0 */
/* A table of fixed size, open to every thread at once: who moves a place's state owns it. */
#include "children.h"

#include <stdatomic.h>

#include "host/clock.h"
#include "host/raw.h"

/* More than this many at once are rare; a place is a few words, untouched until used. */
#define PLACES 2048U
/* A pid's place is one of so many: at half the table in use, a run this long is full once in 10^9.
 */
#define REACH 32U

enum state { FREE, CHANGING, LIVING, ENDED };

struct place {
    _Atomic unsigned state;
    _Atomic pid_t pid, owner;
    atomic_bool killed; /* not a part of child: kill marks it without taking the place */
    unsigned calls;     /* where ENDED: how many had begun by then */
    union {
        struct child child;   /* where LIVING */
        struct ending ending; /* where ENDED */
    };
};

static struct place places[PLACES];
static _Atomic pid_t home;    /* whose memory this is; 0: not known yet */
static atomic_int expected;   /* calls under way */
static atomic_uint begun;     /* calls so far */
static atomic_uint settled;   /* of them, those over by the last moment without any under way */
static atomic_uint strangers; /* ends up to this many calls have no child to come */
static atomic_int kept;       /* ends that are kept */
static atomic_uint dropped;
static _Atomic uint64_t groups_killed; /* when a group was last sent SIGKILL */

static struct place *place_of(pid_t pid, unsigned step)
{
    return &places[((unsigned)pid * 2654435761U / (UINT32_MAX / PLACES + 1) + step) % PLACES];
}

static bool claim(struct place *place, unsigned from)
{
    return atomic_compare_exchange_strong(&place->state, &from, CHANGING);
}

/* Takes over the place that holds pid in this state. */
static struct place *find(pid_t pid, unsigned state)
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
static struct place *take_free(pid_t pid)
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

static void set(struct place *place, unsigned state)
{
    atomic_store(&place->state, state);
}

void children_expect(void)
{
    pid_t unknown = 0;
    if (atomic_load_explicit(&home, memory_order_relaxed) == 0)
        (void)atomic_compare_exchange_strong(&home, &unknown, raw_getpid());
    atomic_fetch_add(&begun, 1);
    atomic_fetch_add(&expected, 1);
}

/*
 * An end may be kept by a thread that is about to find its child there. It is given the time until
 * the next such moment before it counts as a stranger's.
 */
bool children_arrived(void)
{
    unsigned calls = atomic_load(&begun);
    if (atomic_fetch_sub(&expected, 1) != 1)
        return false;
    atomic_store(&strangers, atomic_exchange(&settled, calls));
    return atomic_load(&kept) > 0;
}

void children_expect_no_more(void)
{
    atomic_store(&strangers, atomic_load(&begun));
}

static bool take_end(struct place *ended, struct ending *ending)
{
    *ending = ended->ending;
    set(ended, FREE);
    atomic_fetch_sub(&kept, 1);
    return true;
}

static bool end_of(pid_t pid, struct ending *ending)
{
    if (atomic_load(&kept) <= 0)
        return false;
    struct place *ended = find(pid, ENDED);
    return ended != NULL && take_end(ended, ending);
}

bool children_next_stranger(unsigned *at, pid_t *pid, struct ending *ending)
{
    while (*at < PLACES) {
        struct place *place = &places[(*at)++];
        if (atomic_load(&place->state) != ENDED || atomic_load(&place->owner) != raw_getpid() ||
            !claim(place, ENDED))
            continue;
        if ((int)(atomic_load(&strangers) - place->calls) >= 0) {
            *pid = atomic_load(&place->pid);
            return take_end(place, ending);
        }
        set(place, ENDED);
    }
    return false;
}

bool children_add(const struct child *child, struct ending *ending)
{
    /* A child of the same pid was reaped behind our back: it would shadow this one. */
    struct place *place = find(child->pid, LIVING);
    if (place == NULL)
        place = take_free(child->pid);
    if (place == NULL) {
        if (end_of(child->pid, ending))
            return true;
        atomic_fetch_add(&dropped, 1);
        return false;
    }
    place->child = *child;
    atomic_store(&place->killed, false);
    set(place, LIVING);
    /* Either we see the end here, or who reaps sees the child: both store before they look. */
    if (!end_of(child->pid, ending))
        return false;
    place = find(child->pid, LIVING);
    if (place != NULL)
        set(place, FREE);
    return true;
}

static bool reap_living(pid_t pid, struct child *child)
{
    struct place *place = find(pid, LIVING);
    if (place == NULL)
        return false;
    *child = place->child;
    child->killed = atomic_load(&place->killed) || child->started < atomic_load(&groups_killed);
    set(place, FREE);
    return true;
}

static bool was_dropped(void)
{
    unsigned count = atomic_load(&dropped);
    while (count > 0)
        if (atomic_compare_exchange_weak(&dropped, &count, count - 1))
            return true;
    return false;
}

static enum reaped keep_end(pid_t pid, const struct ending *ending, struct child *child)
{
    struct place *place = take_free(pid);
    if (place == NULL)
        return REAPED_DROPPED;
    place->ending = *ending;
    place->calls = atomic_load(&begun);
    atomic_fetch_add(&kept, 1);
    set(place, ENDED);
    /* Who takes the end tells it. */
    struct ending same;
    return reap_living(pid, child) && end_of(pid, &same) ? REAPED_CHILD : REAPED_EARLY;
}

enum reaped children_reap(pid_t pid, const struct ending *ending, struct child *child)
{
    /* Asked first: at 0, each call that made a child has added it. */
    bool under_way = atomic_load(&expected) > 0;
    if (reap_living(pid, child))
        return REAPED_CHILD;
    if (under_way)
        return keep_end(pid, ending, child);
    return was_dropped() ? REAPED_DROPPED : REAPED_STRANGER;
}

void children_killed(pid_t pid)
{
    if (pid <= 0) {
        atomic_store(&groups_killed, clock_nanoseconds(CLOCK_MONOTONIC));
        return;
    }
    for (unsigned step = 0; step < REACH; step++)
        if (atomic_load(&place_of(pid, step)->pid) == pid)
            atomic_store(&place_of(pid, step)->killed, true);
}

void children_forget(void)
{
    atomic_store(&home, raw_getpid());
    atomic_store(&expected, 0);
    atomic_store(&kept, 0);
    atomic_store(&dropped, 0);
}
