/* SPDX-License-Identifier: Apache-2.0 */
/* THE JOURNEY of an exec: from a child that is about to run another program to its line. */
#ifndef SPAWNRISK_OUTCOME_EXEC_H
#define SPAWNRISK_OUTCOME_EXEC_H

#include "event/outcome.h"

/* What is known of a child's beginning. */
struct birth {
    struct spawn_id spawn;
    uint64_t started; /* CLOCK_MONOTONIC, before the call */
    uint64_t faults;  /* minor page faults of the parent by then */
    uint64_t threads; /* of the parent */
    uint64_t seccomp; /* mode of the parent */
    uint64_t site;    /* of lessons.h */
    unsigned copy;    /* of copies.h */
};

/* Minor page faults of the calling process so far, of all its threads: the kernel asks each of them
 * (getrusage, kernel/sys.c). Async-signal-safe. */
uint64_t exec_own_faults(void);

/* The same before a call, where the window will be told by it: UNKNOWN where that copies nothing,
 * or the process has, or may have, so many threads that it takes longer than a moment. */
uint64_t exec_faults_before(bool copies, uint64_t threads);

/* Those of a child since its birth and of its parent meanwhile, together. Async-signal-safe. */
uint64_t exec_faults(const struct birth *birth);

/* A field of /proc/<pid>/stat as proc_pid_stat(5) counts them; the faults are the sum that
 * getrusage gives the process itself. Async-signal-safe. */
#define STAT_BYTES        512 /* that hold it */
#define STAT_PARENT       4
#define STAT_GROUP        5
#define STAT_MINOR_FAULTS 10
#define STAT_THREADS      20
#define STAT_START        22
#define STAT_RESIDENT     24 /* pages */
uint64_t exec_stat_of(pid_t pid, unsigned field);

/* More fields of it, read at once. False: they could not be. Async-signal-safe. */
struct life {
    char state;
    uint64_t parent, group, threads, minor_faults, start, resident;
};
bool exec_life_of(pid_t pid, struct life *life);

/*
 * In the child: fills all but child and trail; error is 0. Changes nothing else, so a child of
 * vfork can call it. program may be NULL or a bad pointer. Async-signal-safe.
 */
void exec_describe(struct exec_event *event, const struct birth *birth, const char *program);

/* Logs the line. Not in a child of vfork: its parent does that, who also knows how it came out. */
void exec_tell(struct exec_event *event);

#endif
