/* SPDX-License-Identifier: Apache-2.0 */
/* The calls under way, each in a place off every stack: what is left of a call whose frame is gone,
 * and the spawn of one whose child runs on its frame. */
#ifndef SPAWNRISK_CALLS_H
#define SPAWNRISK_CALLS_H

#include "outcome/children.h"
#include "spawn.h"

/*
 * A signal handler may leave a call by siglongjmp. Nothing of ours runs then, so it is found out
 * when the same thread makes its next child. All here are async-signal-safe, and take no lock.
 */

/* Places, and how many of them copies of what lies on a stack may take. */
#define CALLS_PLACES 768
#define CALLS_FIRST  16 /* that need no memory to be mapped */
#define CALLS_COPIES 256

/* A spawn for a call that is not to have it on the stack; NULL: all places are taken. */
struct spawn *calls_take(void);
void calls_give_back(struct spawn *spawn);

/* Which place that is, and how many have been in use at one moment. */
unsigned calls_place(const struct spawn *spawn);
struct spawn *calls_at(unsigned place);
unsigned calls_places_used(void);

/* Whether that call of this thread is under way, and what lies there no copy. */
bool calls_is_in_its_place(const struct spawn *spawn);

/* Where a call is on its thread's stack. here: in a function that the door called. */
const void *calls_frame(const struct spawn *spawn, const void *here);

/* Gets a place for the call, where it has none of its own and there is one: from calls_begin on it
 * is under way. Signals are held. */
void calls_keep(struct spawn *spawn);
void calls_begin(const struct spawn *spawn, const void *frame);

/* False: it had been taken for one that was left, and is told. Signals are held. */
bool calls_came_back(struct spawn *spawn);

/* Its line is about to be written: where to note how far it has come, should a handler of a fault
 * leave then. Signals are held. */
volatile enum telling *calls_tells(struct spawn *spawn);

/* What is to be known of its child when that ends. */
struct child calls_child_of(const struct spawn *spawn);

/* It is not under way any more. Where it is given_up then, nobody waits for it. Signals are held.
 */
void calls_over(struct spawn *spawn);

/* A child of vfork, which had this thread's memory and thread pointer, is gone from them: gives
 * back what it has left there. Returns how many of its calls were under way. Signals are held. */
unsigned calls_give_back_of(pid_t child);

/* Where a place's call is on the stack of this thread; NULL: none of this thread is under way
 * there.
 */
const void *calls_frame_at(unsigned place);

/* Whether any call of this thread is under way. Takes no system call. */
bool calls_are_under_way(void);

/* In a copy of this memory, which the call of spawn has made: no call of its parent's other threads
 * comes back here. One of this thread may, in the middle of which a handler has made the copy: it
 * is renamed, since whatever it makes from now on is the copy's. */
void calls_forget(const struct spawn *spawn, void (*renames)(struct spawn *));

#endif
