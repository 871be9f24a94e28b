/* SPDX-License-Identifier: Apache-2.0 */
/* A table of fixed size: a place is its thread's that has set its thread pointer there. */
#include "calls.h"

#include <stdatomic.h>

#include "host/mark.h"
#include "host/raw.h"

/*
 * 1. The child of vfork runs on the caller's frame, so nothing of its spawn may lie on the stack.
 * 2. A child of vfork shares our memory and its parent's thread pointer, and makes calls of its
 * own.
 * 3. Thread-local storage would have to hold a chain of them, in the stack of every thread.
 */
#define REST (CALLS_PLACES - CALLS_FIRST)

struct owner {
    _Atomic uint64_t thread;     /* of a process; 0: the place is free */
    _Atomic(const void *) frame; /* where on its thread's stack it is; NULL: not under way */
};

/* What calls one after the other write is in one page (host/hot.h). */
static struct {
    _Alignas(4096) struct owner owners[CALLS_FIRST];
    struct spawn spawns[CALLS_FIRST];
} first;
static struct owner others[REST];
/* Mapped when more are under way at once, and never given back: memory that is ours from the start
 * counts against the limits of every program. */
static _Atomic(struct spawn *) rest;

static struct owner *owner_at(unsigned place)
{
    return place < CALLS_FIRST ? &first.owners[place] : &others[place - CALLS_FIRST];
}

/* The lowest free place is taken, so that beyond as many as were ever in use none is looked at. */
static atomic_uint used;

/*
 * A child of vfork may be killed in the middle of anything, so that its place has to say whose it
 * is from the moment it is taken: a thread pointer and a pid in one word. pid_max is at most 2^22
 * (kernel/pid.c), and what thread pointers point to is larger than 64 bytes.
 */
#define PID_BITS 22

static uint64_t this_thread(void)
{
    return (uint64_t)(uintptr_t)__builtin_thread_pointer() >> 6;
}

static uint64_t this_thread_of(pid_t pid)
{
    return this_thread() << PID_BITS | (uint64_t)pid;
}

static void count_used(unsigned count)
{
    unsigned before = atomic_load_explicit(&used, memory_order_relaxed);
    while (before < count && !atomic_compare_exchange_weak(&used, &before, count))
        ;
}

static struct spawn *place_at(unsigned place)
{
    return place < CALLS_FIRST ? &first.spawns[place] : atomic_load(&rest) + (place - CALLS_FIRST);
}

/* False: there is no memory for it. Who is second unmaps its own. */
static bool has_memory(unsigned place)
{
    struct spawn *none = NULL, *mapped;
    if (place < CALLS_FIRST || atomic_load(&rest) != NULL)
        return true;
    mapped = raw_map(REST * sizeof *mapped, MAP_PRIVATE | MAP_NORESERVE);
    if (mapped != NULL && !atomic_compare_exchange_strong(&rest, &none, mapped))
        raw_unmap(mapped, REST * sizeof *mapped);
    return atomic_load(&rest) != NULL;
}

static struct spawn *take(unsigned places_for_it, pid_t self)
{
    const uint64_t taker = this_thread_of(self);
    for (unsigned i = 0; i < places_for_it; i++) {
        uint64_t nobody = 0;
        if (atomic_load_explicit(&owner_at(i)->thread, memory_order_relaxed) != 0)
            continue;
        if (!has_memory(i))
            return NULL;
        count_used(i + 1);
        if (atomic_compare_exchange_strong(&owner_at(i)->thread, &nobody, taker))
            return place_at(i);
    }
    return NULL;
}

struct spawn *calls_take(void)
{
    return take(CALLS_PLACES, raw_getpid());
}

/* Not under way any more before it is free: a handler on this thread may look in between. */
void calls_give_back(struct spawn *spawn)
{
    atomic_store(&owner_at(calls_place(spawn))->frame, NULL);
    atomic_store_explicit(&owner_at(calls_place(spawn))->thread, 0, memory_order_release);
}

unsigned calls_place(const struct spawn *spawn)
{
    return spawn >= first.spawns && spawn < first.spawns + CALLS_FIRST
               ? (unsigned)(spawn - first.spawns)
               : (unsigned)(spawn - atomic_load(&rest)) + CALLS_FIRST;
}

struct spawn *calls_at(unsigned place)
{
    return place_at(place);
}

unsigned calls_places_used(void)
{
    return atomic_load_explicit(&used, memory_order_acquire);
}

static bool is_of_this_thread(unsigned place)
{
    return atomic_load_explicit(&owner_at(place)->thread, memory_order_acquire) >> PID_BITS ==
           this_thread();
}

bool calls_is_in_its_place(const struct spawn *spawn)
{
    unsigned place = calls_place(spawn);
    return is_of_this_thread(place) && atomic_load(&owner_at(place)->frame) != NULL &&
           spawn->kept == place + 1;
}

static bool has_a_place(const struct spawn *spawn)
{
    const struct spawn *mapped = atomic_load(&rest);
    return (spawn >= first.spawns && spawn < first.spawns + CALLS_FIRST) ||
           (mapped != NULL && spawn >= mapped && spawn < mapped + REST);
}

/* Two calls of one thread are never under way with the same: a handler's frames lie below what it
 * interrupts, by more than we take from the door down to here. */
const void *calls_frame(const struct spawn *spawn, const void *here)
{
    return has_a_place(spawn) ? here : spawn + 1;
}

void calls_keep(struct spawn *spawn)
{
    struct spawn *kept = has_a_place(spawn) ? spawn : take(CALLS_COPIES, spawn->event.origin.pid);
    spawn->given_up = false;
    spawn->is_followed = false;
    spawn->kept = kept == NULL ? 0 : (uint16_t)(calls_place(kept) + 1);
    if (kept == NULL || kept == spawn)
        return;
    *kept = *spawn;
    kept->kept = 0;
}

void calls_begin(const struct spawn *spawn, const void *frame)
{
    mark_set();
    if (spawn->kept != 0)
        atomic_store(&owner_at(spawn->kept - 1)->frame, frame);
}

bool calls_came_back(struct spawn *spawn)
{
    if (spawn->kept == 0)
        return true;
    unsigned place = spawn->kept - 1U;
    const struct spawn *kept = place_at(place);
    bool is_there = is_of_this_thread(place) && atomic_load(&owner_at(place)->frame) != NULL;
    if (is_there && kept != spawn && kept->is_copied &&
        kept->named_before == spawn->event.sequence) {
        spawn->is_copied = true;
        spawn->faults = kept->faults;
        spawn->event.origin = kept->event.origin;
        spawn->event.sequence = kept->event.sequence;
    }
    if (is_there && kept->event.sequence == spawn->event.sequence)
        return true;
    spawn->kept = 0;
    spawn->given_up = true;
    return false;
}

volatile enum telling *calls_tells(struct spawn *spawn)
{
    struct spawn *kept = spawn->kept == 0 ? spawn : place_at(spawn->kept - 1);
    kept->event.child = spawn->event.outcome.error == 0 ? spawn->event.child : 0;
    kept->started = spawn->started;
    return &kept->telling;
}

struct child calls_child_of(const struct spawn *spawn)
{
    const struct event *event = &spawn->event;
    return (struct child){.pid = event->child,
                          .spawn = {event->origin, event->sequence},
                          .started = spawn->started,
                          .oom_kills = event->facts.oom_kills,
                          .site = spawn->site,
                          .copy = spawn->copy,
                          .level = event->risk.level};
}

void calls_over(struct spawn *spawn)
{
    if (spawn->kept == 0)
        return;
    struct spawn *kept = place_at(spawn->kept - 1);
    atomic_store(&owner_at(spawn->kept - 1)->frame, NULL);
    spawn->given_up = kept->given_up;
    spawn->is_followed = kept->is_followed;
    if (kept != spawn)
        calls_give_back(kept);
}

const void *calls_frame_at(unsigned place)
{
    return is_of_this_thread(place) ? atomic_load(&owner_at(place)->frame) : NULL;
}

bool calls_are_under_way(void)
{
    for (unsigned i = 0; i < calls_places_used(); i++)
        if (calls_frame_at(i) != NULL)
            return true;
    return false;
}

unsigned calls_give_back_of(pid_t child)
{
    const uint64_t taker = this_thread_of(child);
    unsigned count = calls_places_used(), under_way = 0;
    for (unsigned i = 0; i < count; i++) {
        if (atomic_load_explicit(&owner_at(i)->thread, memory_order_acquire) != taker)
            continue;
        under_way += atomic_load(&owner_at(i)->frame) != NULL && !place_at(i)->given_up;
        calls_give_back(place_at(i));
    }
    return under_way;
}

/* Nothing is written to where the call lies on the stack: its frame may be gone, and another there.
 * It gets its new name if it comes back. */
static void rename_at(unsigned place, void (*renames)(struct spawn *))
{
    struct spawn *spawn = place_at(place);
    if (spawn->kept == 0)
        spawn->named_before = spawn->event.sequence;
    spawn->is_copied = true;
    spawn->given_up = true;
    spawn->is_followed = false;
    spawn->telling = TELLING_NOT;
    renames(spawn);
}

void calls_forget(const struct spawn *spawn, void (*renames)(struct spawn *))
{
    unsigned count = calls_places_used();
    for (unsigned i = 0; i < count; i++) {
        uint64_t taken = atomic_load_explicit(&owner_at(i)->thread, memory_order_relaxed);
        bool is_others = taken != 0 && !is_of_this_thread(i);
        if (is_others || (spawn->observed && spawn->kept == i + 1 && spawn != place_at(i)))
            calls_give_back(place_at(i));
        else if (spawn != place_at(i) && taken != 0 && atomic_load(&owner_at(i)->frame) != NULL)
            rename_at(i, renames);
    }
}
