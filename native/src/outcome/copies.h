/* SPDX-License-Identifier: Apache-2.0 */
/* The copies of this process that have not ended: what they may still copy, and whether one told
 * that it runs no other program. */
#ifndef SPAWNRISK_OUTCOME_COPIES_H
#define SPAWNRISK_OUTCOME_COPIES_H

#include "event/outcome.h"

/*
 * 1. The table lies in memory that copies share, as only a copy knows of its exec in time. It has
 *    1,024 places and takes no more memory; a copy beyond them is not counted.
 * 2. A place is named by its spawn. Who comes late finds another name there, and changes nothing.
 * All are async-signal-safe, and take no lock.
 */

/* Before a call that copies. Which place is its child's, counted from 1; 0: none is free. */
unsigned copies_expect(const struct spawn_id *spawn);

/* After it, in the parent: pid and start of the child, and what it was made of. faults: minor page
 * faults of the parent before the call. */
void copies_arrived(unsigned place, const struct spawn_id *spawn, const struct origin *child,
                    const struct process_facts *parent, uint64_t faults);

/* In the copy, first of all: what its parent has copied is not its own. */
void copies_forget(void);

/* In the copy: it runs another program or ends, or has not done that after all. */
void copies_settle(unsigned place, const struct spawn_id *spawn, bool is_settled);

/* In the copy: it has told itself that it lives on. */
void copies_tell(unsigned place, const struct spawn_id *spawn);

/* In the parent: its threads at the call, where the copy has told of itself; else UNKNOWN. */
uint64_t copies_told(unsigned place, const struct spawn_id *spawn);

/* In the parent: there is no such child any more. The parent's threads at the call, where the copy
 * has neither run another program nor told anything, as far as was seen; else UNKNOWN. */
uint64_t copies_end(unsigned place, const struct spawn_id *spawn);

/* Whether there is a process of this number, a zombie too, also where /proc hides it. */
bool copies_is_there(pid_t pid);

/* What the copies that live may still copy, at most. Takes no system call. */
void copies_read(struct living_facts *living);

/* The same, less what they and this process seem to have copied since, by their page faults.
 * Takes 3 system calls for each, for 128 at most: the others are taken to be alike; and for each
 * of this process's that has ended, once. Where /proc is another pid namespace's, or can't be read,
 * it is the same. */
void copies_look(struct living_facts *living);

#endif
