/* SPDX-License-Identifier: Apache-2.0 */
/* The children of this process that have not been reaped, by pid. */
#ifndef SPAWNRISK_OUTCOME_CHILDREN_H
#define SPAWNRISK_OUTCOME_CHILDREN_H

#include "event/outcome.h"

/* What is kept of a child until its end. */
struct child {
    pid_t pid;
    struct spawn_id spawn;
    uint64_t started;           /* CLOCK_MONOTONIC, before the call */
    struct oom_kills oom_kills; /* of its cgroup, before the call */
    uint64_t site;              /* of lessons.h */
    unsigned copy;              /* of copies.h */
    enum level level;           /* of the spawn's own risk */
    bool killed;                /* from children_reap: this process sent it SIGKILL */
};

/* How a child was reaped. */
struct ending {
    int status; /* as wait(2) gives it, or STATUS_UNREAD */
    bool has_usage;
    struct usage usage;
};

/*
 * 1. A child may be reaped by another thread, or by a signal handler on this one, before the call
 *    that made it has returned. So an end that finds no child is kept as well, and children_add
 *    answers with it.
 * 2. A fork in the middle copies a table in mid-change: what is of another process than the caller
 *    is no entry, and its place is free to a process that doesn't share the memory.
 * 3. A child of vfork shares the table with its parent, and has children of its own in it.
 * All functions are async-signal-safe, take no lock and wait for nobody.
 */

/* Tells that a call is about to make a child. */
void children_expect(void);

/* Tells that the call is over and its child added. True: children_next_stranger has some. */
bool children_arrived(void);

/* An end kept for a call that did not come: of a child that no door saw. Start with *at = 0. */
bool children_next_stranger(unsigned *at, pid_t *pid, struct ending *ending);

/* Whether an end is kept, of which nobody may have seen the child. Takes no system call. */
bool children_keep_an_end(void);

/* Whose end is kept, where it is the only one; else 0. */
pid_t children_only_end(void);

/* At the end of the process: no call will come any more, all kept ends are strangers'. */
void children_expect_no_more(void);

/* True where the child had been reaped before: how is in ending, and nothing is kept. */
bool children_add(const struct child *child, struct ending *ending);

enum reaped {
    REAPED_CHILD,   /* *child is what was kept of it; it is no longer */
    REAPED_EARLY,   /* a call is under way, which will get the ending by children_add */
    REAPED_DROPPED, /* it may be one of those that there was no room for */
    REAPED_STRANGER /* no door saw it come */
};
enum reaped children_reap(pid_t pid, const struct ending *ending, struct child *child);

/* Children that live: *child is what is kept of each. Start with *at = 0. */
bool children_next_living(unsigned *at, struct child *child);

/* Whether this call's child lives here; it no longer does: *child is what was kept of it. sequence
 * 0: whichever call's. No end is kept where it doesn't. */
bool children_take(pid_t pid, uint64_t sequence, struct child *child);

/* Whether the end of a child of this pid is kept. */
bool children_have_ended(pid_t pid);

/* In a child of fork, before anything else here: its parent's children are not its own. */
void children_forget(void);

#endif
