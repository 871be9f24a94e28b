/* SPDX-License-Identifier: Apache-2.0 */
/* A system call of our own that waits, in which a thread is cancelled as in the C library's. */
#ifndef SPAWNRISK_INTERPOSE_CANCELLATION_H
#define SPAWNRISK_INTERPOSE_CANCELLATION_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* Whether cancellation_waitid does what this C library's waitid does, with these options. */
bool cancellation_is_as_in_waitid(int options);

/* waitid, which also tells what the child used. Result, errno and cancellation are the C library's.
 * Nothing of ours is kept meanwhile, so a jump may leave it. Async-signal-safe. */
int cancellation_waitid(idtype_t type, id_t id, siginfo_t *found, int options,
                        struct rusage *usage);

#endif
