/* SPDX-License-Identifier: Apache-2.0 */
/* THE JOURNEY of an end: from a reaped child to its line. */
#ifndef SPAWNRISK_OUTCOME_ENDED_H
#define SPAWNRISK_OUTCOME_ENDED_H

#include <sys/resource.h>

#include "children.h"

/*
 * A child of this process has been reaped: status as wait(2) gives it, usage NULL where not known.
 * Stopped and continued children are none of that. Async-signal-safe, keeps errno.
 */
void ended_reaped(pid_t child, int status, const struct rusage *usage);

/*
 * The same, for an end that only counts where it is of this call's child and has not been told yet.
 * sequence 0: of whichever call's.
 */
void ended_reaped_of(pid_t child, uint64_t sequence, int status, const struct rusage *usage);

/*
 * A wait for this child, or 0: for any, has found a place bad that it was to write to. The kernel
 * has reaped the child by then, and tells nobody who it was (kernel/exit.c, kernel_wait4). As
 * ended_reaped; without a system call where no child lives.
 */
void ended_unread(pid_t child);

/* The end of a child that only the call itself has seen; its pid is not known. */
void ended_unnamed(const struct child *child, int status);

/* In a child of fork: what its parent's children were told to have died of. */
void ended_forget(void);

/* The child of a call whose result has been overwritten: it has ended meanwhile, and its end is the
 * only one that waits for its call. 0: that is not so. */
pid_t ended_only_kept(void);

/* Before a call makes a child: remembers what a later look is to be held against. */
void ended_watch(void);

/* A call has made a child, or failed to (NULL). Tells the end of those reaped in the meantime. */
void ended_follow(const struct child *child);

/* At the end of the process: tells of reaped children that no call has come for. */
void ended_tell_strangers(void);

/* At the end of the process: has the summary count what children that live on have told. */
void ended_count_living(void);

#endif
