/* SPDX-License-Identifier: Apache-2.0 */
/* The one area that policy 0 may refuse. */
#ifndef SPAWNRISK_MEMORY_LARGEST_H
#define SPAWNRISK_MEMORY_LARGEST_H

#include "facts.h"

/*
 * Fills largest_area, or largest_at_most, of the process that runs, where only they tell whether
 * policy 0 refuses a copy; leaves them UNKNOWN where that is not to be known in bounded time.
 * Async-signal-safe; 3 KiB of stack.
 */
void largest_read(struct process_facts *process, const struct system_facts *system);

#endif
