/* SPDX-License-Identifier: Apache-2.0 */
/* A beat while a copy computes, so that one which comes through no door is measured too. */
#ifndef SPAWNRISK_OUTCOME_BEAT_H
#define SPAWNRISK_OUTCOME_BEAT_H

/*
 * In a child that is a copy, from its one thread, whose frame is given: calls work each time that
 * this thread has computed for another quarter of a second, in a signal's handler. None where that
 * thread is not on the process's first stack, has an alternate one, or where the signal is taken.
 * Is over with an exec (timer_create(2)); a child of its own has none. Async-signal-safe.
 */
void beat_begins(void (*work)(void), const void *frame);

/* Before a seccomp policy may forbid what a beat needs. Async-signal-safe. */
void beat_ends(void);

#endif
