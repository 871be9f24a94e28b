/* SPDX-License-Identifier: Apache-2.0 */
/* The pid of a child that the C library made and keeps to itself. */
#ifndef SPAWNRISK_OUTCOME_NEWBORN_H
#define SPAWNRISK_OUTCOME_NEWBORN_H

#include <stdint.h>
#include <sys/types.h>

/* What a child's start time is held against: now, in clock ticks since boot. Async-signal-safe. */
uint64_t newborn_now(void);

/*
 * said: what lies where the C library is thought to keep the pid of a child that it has made since
 * then. Returns it where it is one, for the kernel knows such a child of this process, or somebody
 * has reaped one; after the first that was, the place is known to be right. Else 0: a call leaves
 * its child unnamed sooner than it names another one. Async-signal-safe.
 */
pid_t newborn_confirm(pid_t said, uint64_t since);

#endif
