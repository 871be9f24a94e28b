/* SPDX-License-Identifier: Apache-2.0 */
/* Children and ends in one table: whichever comes first waits there for the other. */
#include "children.h"

#include <stdatomic.h>

#include "host/hot.h"
#include "places.h"
#include "tracees.h"

static HOT atomic_int expected;   /* calls under way */
static HOT atomic_uint begun;     /* calls so far */
static HOT atomic_uint settled;   /* of them, those over by the last moment without any under way */
static HOT atomic_uint strangers; /* ends up to this many calls have no child to come */
static atomic_int kept;           /* ends that are kept */
static atomic_uint dropped;

void children_expect(void)
{
    places_begin();
    atomic_fetch_add(&begun, 1);
    atomic_fetch_add(&expected, 1);
}

/* In a copy a call of its parent's may come to its end, which was forgotten there. */
static bool is_last_expected(void)
{
    int before = atomic_load(&expected);
    while (before > 0)
        if (atomic_compare_exchange_weak(&expected, &before, before - 1))
            return before == 1;
    return false;
}

/*
 * An end may be kept by a thread that is about to find its child there. It is given the time until
 * the next such moment before it counts as a stranger's.
 */
bool children_arrived(void)
{
    unsigned calls = atomic_load(&begun);
    if (!is_last_expected())
        return false;
    atomic_store(&strangers, atomic_exchange(&settled, calls));
    return atomic_load(&kept) > 0;
}

bool children_keep_an_end(void)
{
    return atomic_load(&kept) > 0;
}

pid_t children_only_end(void)
{
    unsigned at = 0;
    struct place *place = atomic_load(&kept) == 1 ? place_next(&at, ENDED) : NULL;
    if (place == NULL)
        return 0;
    pid_t pid = atomic_load(&place->pid);
    place_set(place, ENDED);
    return pid;
}

void children_expect_no_more(void)
{
    atomic_store(&strangers, atomic_load(&begun));
}

static bool take_end(struct place *ended, struct ending *ending)
{
    *ending = ended->ending;
    place_set(ended, FREE);
    atomic_fetch_sub(&kept, 1);
    return true;
}

static bool end_of(pid_t pid, struct ending *ending)
{
    if (atomic_load(&kept) <= 0)
        return false;
    struct place *ended = place_find(pid, ENDED);
    return ended != NULL && take_end(ended, ending);
}

bool children_next_stranger(unsigned *at, pid_t *pid, struct ending *ending)
{
    for (struct place *place; (place = place_next(at, ENDED)) != NULL;) {
        if ((int)(atomic_load(&strangers) - place->calls) >= 0) {
            *pid = atomic_load(&place->pid);
            return take_end(place, ending);
        }
        place_set(place, ENDED);
    }
    return false;
}

bool children_have_ended(pid_t pid)
{
    return atomic_load(&kept) > 0 && places_hold(pid, ENDED);
}

static struct kept_child pack(const struct child *child)
{
    return (struct kept_child){.process = child->spawn.process.pid,
                               .sequence = child->spawn.sequence,
                               .process_start = child->spawn.process.start,
                               .started = child->started,
                               .oom_kills = child->oom_kills,
                               .site = child->site,
                               .copy = child->copy,
                               .level = (uint8_t)child->level};
}

static struct child unpack(const struct place *place)
{
    const struct kept_child *kept_child = &place->child;
    return (struct child){
        .pid = atomic_load(&place->pid),
        .spawn = {{.pid = kept_child->process, .start = kept_child->process_start},
                  kept_child->sequence},
        .started = kept_child->started,
        .oom_kills = kept_child->oom_kills,
        .site = kept_child->site,
        .copy = kept_child->copy,
        .level = (enum level)kept_child->level,
        .killed = atomic_load(&place->kills) > 0};
}

bool children_add(const struct child *child, struct ending *ending)
{
    /* A child of the same pid was reaped behind our back: it would shadow this one. */
    struct place *place = place_find(child->pid, LIVING);
    if (place == NULL)
        place = place_take(child->pid);
    if (place == NULL) {
        if (end_of(child->pid, ending))
            return true;
        atomic_fetch_add(&dropped, 1);
        return false;
    }
    place->child = pack(child);
    atomic_store(&place->kills, 0);
    place_set(place, LIVING);
    /* Either we see the end here, or who reaps sees the child: both store before they look. */
    if (!end_of(child->pid, ending))
        return false;
    place = place_find(child->pid, LIVING);
    if (place != NULL)
        place_set(place, FREE);
    return true;
}

/* The number of no spawn. */
#define ANY_SPAWN 0

static bool reap_living(pid_t pid, uint64_t sequence, struct child *child)
{
    struct place *place = place_find(pid, LIVING);
    if (place == NULL)
        return false;
    bool is_it = sequence == ANY_SPAWN || place->child.sequence == sequence;
    if (is_it)
        *child = unpack(place);
    place_set(place, is_it ? FREE : LIVING);
    return is_it;
}

bool children_take(pid_t pid, uint64_t sequence, struct child *child)
{
    return reap_living(pid, sequence, child);
}

bool children_next_living(unsigned *at, struct child *child)
{
    struct place *place = place_next(at, LIVING);
    if (place == NULL)
        return false;
    *child = unpack(place);
    place_set(place, LIVING);
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
    struct place *place = place_take(pid);
    if (place == NULL)
        return REAPED_DROPPED;
    place->ending = *ending;
    place->calls = atomic_load(&begun);
    atomic_fetch_add(&kept, 1);
    place_set(place, ENDED);
    /* Who takes the end tells it: it is taken before the child is. */
    struct ending same;
    bool is_ours = places_hold(pid, LIVING) && end_of(pid, &same);
    return is_ours && reap_living(pid, ANY_SPAWN, child) ? REAPED_CHILD : REAPED_EARLY;
}

enum reaped children_reap(pid_t pid, const struct ending *ending, struct child *child)
{
    /* Asked first: at 0, each call that made a child has added it. */
    bool under_way = atomic_load(&expected) > 0;
    if (reap_living(pid, ANY_SPAWN, child))
        return REAPED_CHILD;
    if (under_way)
        return keep_end(pid, ending, child);
    return was_dropped() ? REAPED_DROPPED : REAPED_STRANGER;
}

void children_forget(void)
{
    places_move();
    atomic_store(&expected, 0);
    atomic_store(&kept, 0);
    atomic_store(&dropped, 0);
    tracees_forget();
}
