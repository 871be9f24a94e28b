/* SPDX-License-Identifier: Apache-2.0 */
/* System calls of ours in which a thread is cancelled as in the C library's: waitid with usage. */
#ifndef SPAWNRISK_INTERPOSE_CANCELLATION_H
#define SPAWNRISK_INTERPOSE_CANCELLATION_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>

/*
 * waitid, which also tells what the child used, where that takes nothing from what the C library's
 * does; else *has_usage is false. For options that take what they find. Result, errno and
 * cancellation are the C library's. Nothing of ours is kept while it waits, so a jump may leave it.
 * Async-signal-safe.
 */
int cancellation_waitid(idtype_t type, id_t id, siginfo_t *found, int options, struct rusage *usage,
                        bool *has_usage);

/* False: there is no other thread to cancel this one. */
bool cancellation_may_come(void);

/*
 * Around system calls that stand for a call of the C library's in which a thread can be cancelled,
 * and that a signal interrupts. All signals may be held in between but while such a system call is
 * made. The second is given what the first returns. Keep errno.
 */
int cancellation_begin(void);
void cancellation_end(int before, bool was_interrupted);

#endif
