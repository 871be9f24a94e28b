/* SPDX-License-Identifier: Apache-2.0 */
/* Seccomp policies that this process gave itself: known without a system call, which one may kill
 * for. */
#ifndef SPAWNRISK_HOST_POLICY_H
#define SPAWNRISK_HOST_POLICY_H

#include <stdbool.h>

/* Around a call that sets one. So it counts from before it is in force. Async-signal-safe, as are
 * all here. */
void policy_asked_for(void);
void policy_refused(void);

/* A child is made: what we do for that a policy has allowed, or the process is no more. */
void policy_tried(void);

/*
 * Whether there is a policy under which this process, and who made it, have made no child: nobody
 * has foreseen a system call of ours. One that was in force when the program started does not
 * count: it let the dynamic linker and us start.
 */
bool policy_is_untried(void);

#endif
