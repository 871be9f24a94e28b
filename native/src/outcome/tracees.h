/* SPDX-License-Identifier: Apache-2.0 */
/* The processes that this one traces (ptrace(2)): it reaps them, whoever made them. */
#ifndef SPAWNRISK_OUTCOME_TRACEES_H
#define SPAWNRISK_OUTCOME_TRACEES_H

#include <stdbool.h>
#include <sys/types.h>

/* One has been seen in a stop that a tracer alone is told of. Async-signal-safe, like the others.
 */
void tracees_stopped(pid_t pid);

/* One has been seen in a stop that the parent of a child which a signal stops is told of, too. */
void tracees_stopped_or_child(pid_t pid);

enum tracee {
    TRACEE_NOT,  /* a child of this process */
    TRACEE,      /* seen as one; it no longer is */
    TRACEE_MAYBE /* it can't be told from a child */
};

/* A process has been reaped. */
enum tracee tracees_take(pid_t pid);

/* In a child of fork: nobody is traced by it. */
void tracees_forget(void);

#endif
