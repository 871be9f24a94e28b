/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of fixed size, open to every thread at once. */
#include "places.h"

#include "host/raw.h"

/*
 * Three tables, one behind the other: a pid gets a place in the next one where those before are
 * full. So the memory in use grows with the children that live at once, not with all that ever
 * lived: their pids would touch the whole of a large table. In each, a pid's place is one of so
 * many; at half the table in use a run as long is as good as never full.
 */
#define FIRST  2048U
#define SECOND 16384U
#define THIRD  32768U
#define REST   (SECOND + THIRD)
#define STEPS  (32U + 64U + 64U)
static const struct table {
    unsigned size, first; /* its first place */
    unsigned steps;       /* of a search, up to the end of this table */
} tables[] = {{FIRST, 0, 32U}, {SECOND, FIRST, 96U}, {THIRD, FIRST + SECOND, STEPS}};

/* The first is ours from the start, the others are mapped when it is too full: they would be in the
 * commit charge of every process. */
static struct place first[FIRST];
static _Atomic(struct place *) rest;
static _Atomic unsigned deepest; /* table that was ever used */
static _Atomic pid_t home;       /* whose memory this is; 0: not known yet */

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

static unsigned table_of(unsigned step)
{
    return step < tables[0].steps ? 0 : step < tables[1].steps ? 1 : 2;
}

static struct place *place_at(unsigned number)
{
    return number < FIRST ? &first[number] : atomic_load(&rest) + (number - FIRST);
}

static struct place *place_of(pid_t pid, unsigned step)
{
    const struct table *table = &tables[table_of(step)];
    unsigned hash = (unsigned)pid * 2654435761U / (UINT32_MAX / table->size + 1);
    return place_at(table->first + (hash + step) % table->size);
}

/* False: there is no memory for more than the first table. Who is second unmaps its own. */
static bool map_rest(void)
{
    struct place *none = NULL, *mapped;
    if (atomic_load(&rest) != NULL)
        return true;
    mapped = raw_map(REST * sizeof *mapped, MAP_PRIVATE | MAP_NORESERVE);
    if (mapped != NULL && !atomic_compare_exchange_strong(&rest, &none, mapped))
        raw_unmap(mapped, REST * sizeof *mapped);
    return atomic_load(&rest) != NULL;
}

/* A table counts as used before anything is set in it, so that who sets and then looks, and who
 * looks for what was set, agree. */
static void use(unsigned step)
{
    unsigned before = atomic_load(&deepest);
    while (before < table_of(step) &&
           !atomic_compare_exchange_weak(&deepest, &before, table_of(step)))
        ;
}

static unsigned steps_used(void)
{
    return tables[atomic_load(&deepest)].steps;
}

static bool claim(struct place *place, unsigned from)
{
    return atomic_compare_exchange_strong(&place->state, &from, CHANGING);
}

struct place *place_find(pid_t pid, unsigned state)
{
    unsigned steps = steps_used();
    for (unsigned step = 0; step < steps; step++) {
        struct place *place = place_of(pid, step);
        if (atomic_load(&place->state) != state || atomic_load(&place->pid) != pid)
            continue;
        pid_t self = raw_getpid();
        if (atomic_load(&place->owner) != self || !claim(place, state))
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

static struct place *take_free(pid_t pid, pid_t self)
{
    for (unsigned step = 0; step < STEPS; step++) {
        if (table_of(step) > 0 && !map_rest())
            return NULL;
        struct place *place = place_of(pid, step);
        if (atomic_load(&place->state) != FREE)
            continue;
        use(step);
        if (take(place, FREE, pid, self))
            return place;
    }
    return NULL;
}

static struct place *take_left_behind(pid_t pid, pid_t self)
{
    unsigned steps = steps_used();
    for (unsigned step = 0; step < steps; step++) {
        struct place *place = place_of(pid, step);
        unsigned state = atomic_load(&place->state);
        if (is_left_behind(place, self) && take(place, state, pid, self))
            return place;
    }
    return NULL;
}

/* A free place first: what looks left behind may be a vfork child's that lives. */
struct place *place_take(pid_t pid)
{
    pid_t self = raw_getpid();
    struct place *place = take_free(pid, self);
    return place != NULL ? place : take_left_behind(pid, self);
}

struct place *place_next(unsigned *at, unsigned state)
{
    const struct table *last = &tables[atomic_load(&deepest)];
    while (*at < last->first + last->size) {
        struct place *place = place_at((*at)++);
        if (atomic_load(&place->state) == state && atomic_load(&place->owner) == raw_getpid() &&
            claim(place, state))
            return place;
    }
    return NULL;
}

bool places_hold(pid_t pid, unsigned state)
{
    unsigned steps = steps_used();
    for (unsigned step = 0; step < steps; step++) {
        const struct place *place = place_of(pid, step);
        if (atomic_load(&place->state) == state && atomic_load(&place->pid) == pid &&
            atomic_load(&place->owner) == raw_getpid())
            return true;
    }
    return false;
}

/* One that is being changed may be on its way to its reaper. */
static bool lives(const struct place *place, pid_t self)
{
    unsigned state = atomic_load(&place->state);
    return (state == LIVING || state == CHANGING) && !is_left_behind(place, self);
}

struct place *places_look(unsigned *at)
{
    const struct table *last = &tables[atomic_load(&deepest)];
    pid_t self = raw_getpid();
    while (*at < last->first + last->size) {
        struct place *place = place_at((*at)++);
        if (lives(place, self))
            return place;
    }
    return NULL;
}

struct place *places_look_for(pid_t pid, unsigned *step)
{
    unsigned steps = steps_used();
    while (*step < steps) {
        struct place *place = place_of(pid, (*step)++);
        if (atomic_load(&place->pid) == pid && lives(place, raw_getpid()))
            return place;
    }
    return NULL;
}

void place_count_kill(struct place *place, int by)
{
    unsigned before = atomic_load(&place->kills);
    while ((by > 0 || before > 0) &&
           !atomic_compare_exchange_weak(&place->kills, &before, before + (unsigned)by))
        ;
}
