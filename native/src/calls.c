/* SPDX-License-Identifier: Apache-2.0 */
/* A table of fixed size: a place is its thread's that has set its thread pointer there. */
#include "calls.h"

#include <signal.h>
#include <stdatomic.h>

#include "host/file.h"
#include "host/peek.h"
#include "host/raw.h"
#include "memory/text.h"

/*
 * 1. The child of vfork runs on the caller's frame, so nothing of its spawn may lie on the stack.
 * 2. A child of vfork shares our memory and its parent's thread pointer, and makes calls of its
 * own.
 * 3. Thread-local storage would have to hold a chain of them, in the stack of every thread.
 */
#define REST (CALLS_PLACES - CALLS_FIRST)
static struct spawn first[CALLS_FIRST];
/* Mapped when more are under way at once, and never given back: memory that is ours from the start
 * counts against the limits of every program. */
static _Atomic(struct spawn *) rest;
static atomic_uintptr_t taken_by[CALLS_PLACES]; /* a thread pointer; 0: free */

/* Where on its thread's stack a call is; NULL: it is not under way. */
static _Atomic(const void *) frames[CALLS_PLACES];

/* The lowest free place is taken, so that beyond as many as were ever in use none is looked at. */
static atomic_uint used;

static uintptr_t thread_pointer(void)
{
    return (uintptr_t)__builtin_thread_pointer();
}

static void count_used(unsigned count)
{
    unsigned before = atomic_load_explicit(&used, memory_order_relaxed);
    while (before < count && !atomic_compare_exchange_weak(&used, &before, count))
        ;
}

static struct spawn *place_at(unsigned place)
{
    return place < CALLS_FIRST ? &first[place] : atomic_load(&rest) + (place - CALLS_FIRST);
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

static struct spawn *take(unsigned places_for_it)
{
    for (unsigned i = 0; i < places_for_it; i++) {
        uintptr_t nobody = 0;
        if (atomic_load_explicit(&taken_by[i], memory_order_relaxed) != 0)
            continue;
        if (!has_memory(i))
            return NULL;
        count_used(i + 1);
        if (atomic_compare_exchange_strong(&taken_by[i], &nobody, thread_pointer()))
            return place_at(i);
    }
    return NULL;
}

struct spawn *calls_take(void)
{
    return take(CALLS_PLACES);
}

/* Not under way any more before it is free: a handler on this thread may look in between. */
void calls_give_back(struct spawn *spawn)
{
    atomic_store(&frames[calls_place(spawn)], NULL);
    atomic_store_explicit(&taken_by[calls_place(spawn)], 0, memory_order_release);
}

unsigned calls_place(const struct spawn *spawn)
{
    return spawn >= first && spawn < first + CALLS_FIRST
               ? (unsigned)(spawn - first)
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
    return atomic_load_explicit(&taken_by[place], memory_order_acquire) == thread_pointer();
}

bool calls_is_in_its_place(const struct spawn *spawn)
{
    unsigned place = calls_place(spawn);
    return is_of_this_thread(place) && atomic_load(&frames[place]) != NULL &&
           spawn->kept == place + 1;
}

static bool has_a_place(const struct spawn *spawn)
{
    const struct spawn *mapped = atomic_load(&rest);
    return (spawn >= first && spawn < first + CALLS_FIRST) ||
           (mapped != NULL && spawn >= mapped && spawn < mapped + REST);
}

/* Two calls of one thread are never under way with the same: a handler's frames lie below what it
 * interrupts, by more than we take from the door down to here. */
const void *calls_frame(const struct spawn *spawn, const void *here)
{
    return has_a_place(spawn) ? here : spawn + 1;
}

void calls_keep(struct spawn *spawn, const void *frame)
{
    struct spawn *kept = has_a_place(spawn) ? spawn : take(CALLS_COPIES);
    spawn->kept = kept == NULL ? 0 : (uint16_t)(calls_place(kept) + 1);
    if (kept == NULL)
        return;
    if (kept != spawn) {
        *kept = *spawn;
        kept->kept = 0;
    }
    atomic_store(&frames[calls_place(kept)], frame);
}

bool calls_over(struct spawn *spawn)
{
    if (spawn->kept == 0)
        return true;
    struct spawn *kept = place_at(spawn->kept - 1);
    if (atomic_load(&frames[spawn->kept - 1]) == NULL ||
        kept->event.sequence != spawn->event.sequence)
        return false;
    atomic_store(&frames[spawn->kept - 1], NULL);
    if (kept != spawn)
        calls_give_back(kept);
    return true;
}

/* A copy's original lies on the stack, and is overwritten by whatever the thread has called since.
 */
static bool is_overwritten(const struct spawn *copy, const void *frame)
{
    const struct spawn *spawn = (const struct spawn *)frame - 1;
    uint16_t kept;
    uint64_t sequence;
    return !peek_bytes(&kept, sizeof kept, &spawn->kept) || kept != calls_place(copy) + 1 ||
           !peek_bytes(&sequence, sizeof sequence, &spawn->event.sequence) ||
           sequence != copy->event.sequence;
}

/* A seccomp policy may kill for a system call that it does not know (safety.md). */
static bool has_a_policy(void)
{
    struct lines lines;
    if (!lines_open(&lines, "/proc/self/status"))
        return true;
    const char *line, *mode = NULL;
    while (mode == NULL && (line = lines_next(&lines)) != NULL)
        mode = text_line(line, "Seccomp:");
    bool has_none = mode != NULL && text_number(mode, NULL) == 0;
    lines_close(&lines);
    return !has_none;
}

/* A stack of its own has no order with the one that the handler interrupted (sigaltstack(2)). The
 * kernel itself would look at where we are, which is on a stack of ours (stretch.h). */
static __attribute__((noinline)) bool may_be_on_a_handlers_stack(const void *frame)
{
    stack_t stack = {.ss_flags = SS_DISABLE};
    uintptr_t at = (uintptr_t)frame;
    if (has_a_policy() || raw_sigaltstack(NULL, &stack) != 0)
        return true;
    return (stack.ss_flags & SS_DISABLE) == 0 && at >= (uintptr_t)stack.ss_sp &&
           at < (uintptr_t)stack.ss_sp + stack.ss_size;
}

/* A signal's frame is larger, so that no call from a handler is as near to what it interrupts. */
#define NEAR 1024U

static bool was_left(const struct spawn *spawn, const void *its_frame, const void *frame)
{
    if (frame == NULL || its_frame == frame)
        return true;
    if (spawn->kept == 0 && is_overwritten(spawn, its_frame))
        return true;
    return (uintptr_t)its_frame < (uintptr_t)frame + NEAR && !may_be_on_a_handlers_stack(frame);
}

struct spawn *calls_next_left(const void *frame)
{
    unsigned count = calls_places_used();
    pid_t self = 0;
    for (unsigned i = 0; i < count; i++) {
        const void *its_frame = is_of_this_thread(i) ? atomic_load(&frames[i]) : NULL;
        if (its_frame == NULL)
            continue;
        self = self != 0 ? self : raw_getpid();
        if (place_at(i)->event.origin.pid == self && was_left(place_at(i), its_frame, frame))
            return place_at(i);
    }
    return NULL;
}

void calls_forget(const struct spawn *spawn)
{
    unsigned count = calls_places_used();
    for (unsigned i = 0; i < count; i++) {
        uintptr_t thread = atomic_load_explicit(&taken_by[i], memory_order_relaxed);
        bool is_others = thread != 0 && thread != thread_pointer();
        if (is_others || (spawn->observed && spawn->kept == i + 1 && spawn != place_at(i)))
            calls_give_back(place_at(i));
    }
}
