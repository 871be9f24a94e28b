/* SPDX-License-Identifier: Apache-2.0 */
/* A stretch of our own work inside a host's call: on a stack of ours, while signals wait. */
#ifndef SPAWNRISK_HOST_STRETCH_H
#define SPAWNRISK_HOST_STRETCH_H

#include <stdbool.h>

/*
 * Calls work with argument.
 * 1. A host's stack may be small: threads of 16 KiB, alternate signal stacks of 8 KiB with the
 *    signal's frame on them. Only where more threads than there are stacks of ours are in a stretch
 *    at once, or there is no memory for one, does the work take the caller's, up to 8 KiB of it.
 * 2. While signals are held no handler comes in which a program could fork, or which it could leave
 *    by a jump, so that a descriptor stayed open. Those that a fault raises are not held: a JVM
 *    lives on them. Their handlers run on the stack of ours, and have 120 KiB there.
 * work must end by returning, and must not call the host. A stretch within a stretch is one.
 * Async-signal-safe.
 */
void stretch_run(void (*work)(void *), void *argument);

/* Whether the caller is in a stretch, on a stack of ours. */
bool stretch_is_here(void);

/* In a child that is a copy, where it alone runs: its parent's threads are in no stretch here. */
void stretches_forget(void);

/* The processor's own: calls work with argument on the stack that ends at top, and comes back. */
void stretch_on(void *top, void (*work)(void *), void *argument);

#endif
