/* SPDX-License-Identifier: Apache-2.0 */
/* The in-process sink: a bounded queue of lines from any thread to one reader. */
#ifndef SPAWNRISK_LOG_REPORTER_H
#define SPAWNRISK_LOG_REPORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Maps the queue's memory (8 MiB, which is touched only as far as it fills). 0 or errno.
 * Idempotent. Not while another thread takes lines. */
int reporter_open(void);
bool reporter_is_open(void);

/* Takes no more lines, and gives their memory back: what was not taken is lost. Of a line that
 * another thread is writing at this moment all stays, until the next close. */
void reporter_close(void);

/* Offers a line without its newline; never waits. A line that finds the queue full is counted as
 * missed. Async-signal-safe, takes no lock; a fork in the middle leaves the copy full, no more. */
void reporter_offer(const char *line, size_t length);

/* In a child of fork: the queue is a copy, and nobody reads it. */
void reporter_forget(void);

/*
 * Before a line is offered that warns of a call which may take all memory that is left, even where
 * it fails in the end: a patient reader takes no line, and so allocates nothing, until the call is
 * over (release) or that time of CLOCK_MONOTONIC has come. Returns what release is given; 0: more
 * such calls are under way than are known of. As reporter_offer.
 */
uint64_t reporter_hold(uint64_t until);
void reporter_release(uint64_t hold);

/*
 * The reader's side, one thread at a time: copies the next line into buffer of EVENT_LINE_BYTES and
 * returns its length; 0: there is none now. Patiently: for nobody who asks, so that it may stay
 * where it is as long as half of the queue is free.
 */
size_t reporter_take(char *buffer, bool patiently);

/* Counts a line that could not even be offered. */
void reporter_miss(void);

/* Lines that were not queued since it was opened. */
unsigned long reporter_missed(void);

#endif
