/* SPDX-License-Identifier: Apache-2.0 */
/* The pid of a child that the C library made and does not tell. */
#ifndef SPAWNRISK_OUTCOME_NEWBORN_H
#define SPAWNRISK_OUTCOME_NEWBORN_H

#include <stdint.h>
#include <sys/types.h>

/* What a child's start time is held against: now, in clock ticks since boot. Async-signal-safe. */
uint64_t newborn_now(void);

/*
 * The one child that the calling thread has made since then, and that is not known to be another
 * call's. 0: there is none, or several, or this kernel does not list children. Reads at most 16 KiB
 * of a list. Async-signal-safe.
 */
pid_t newborn_find(uint64_t since);

#endif
