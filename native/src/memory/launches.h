/* SPDX-License-Identifier: Apache-2.0 */
/* Children that a runtime of this process is starting, and the pipes which it has made for them. */
#ifndef SPAWNRISK_MEMORY_LAUNCHES_H
#define SPAWNRISK_MEMORY_LAUNCHES_H

#include <stdint.h>

/* More pipes of a child that is being started, or fewer (pipes below 0) once it is. Any thread's;
 * async-signal-safe. */
void launches_add(int64_t pipes);

/*
 * How many of those are there whole, both ends without close-on-exec: what another child gets both
 * ends of. Where not all descriptors can be looked at, as many as were added. 0 in a copy of the
 * process, and without a system call where nothing is being started. Async-signal-safe.
 */
uint64_t launches_pipes(void);

#endif
