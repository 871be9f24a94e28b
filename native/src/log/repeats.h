/* SPDX-License-Identifier: Apache-2.0 */
/* Equal failures in a row at one call site: one line stands for many. */
#ifndef SPAWNRISK_LOG_REPEATS_H
#define SPAWNRISK_LOG_REPEATS_H

#include <stdbool.h>
#include <stdint.h>

#include "event/event.h"

/* Failed calls of one site, one after the other. */
struct row;

/*
 * Before the call: the row that this one is expected to continue, without an event of its own, or
 * NULL. All here is async-signal-safe and takes no lock.
 */
struct row *repeats_expected(const struct event *event);

/* After it: whether it did, and is counted. */
bool repeats_continued(struct row *row, const struct event *event);

/*
 * For an event that is going to be logged: remembers a failure, and ends the row after anything
 * else. Where earlier calls await their line, tells by *error how they failed, and returns how
 * many.
 */
uint64_t repeats_take(const struct event *event, int *error);

/* Whether repeats_next has one. Takes no system call. */
bool repeats_await(void);

/* At the process's end: the next row that awaits its line, as much of an event as is known. */
bool repeats_next(struct event *event);

/* In a child of fork: the rows are its parent's. */
void repeats_forget(void);

#endif
