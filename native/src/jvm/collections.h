/* SPDX-License-Identifier: Apache-2.0 */
/* The machine's garbage collections: what it tells of their pauses, and of cycles that go on beside
 * Java what the Java agent counts. */
#ifndef SPAWNRISK_JVM_COLLECTIONS_H
#define SPAWNRISK_JVM_COLLECTIONS_H

#include <jvmti.h>
#include <stdbool.h>

#include "event/event.h"

/* For JVMTI, which calls them in the machine's own thread while all of Java stands still: each
 * takes the time and stores three words at most. Pauses may lie one in another. */
void JNICALL collections_pause_begins(jvmtiEnv *tools);
void JNICALL collections_pause_ends(jvmtiEnv *tools);

/* From now on pauses are told, or no longer; of those before nothing is known. Not in a pause. */
void collections_watch(bool watched);

/*
 * Since when the count of collections that have ended has been what it is, and since when that is
 * known of cycles with pauses of their own, in nanoseconds. UNKNOWN: it has never changed; this
 * collector has no such cycles.
 */
void collections_count(uint64_t ended_ns, uint64_t cycles_counted_ns);

/* Async-signal-safe. */
void collections_read(struct collections *collections);

#endif
