/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a call before it is made: the facts, and the risk. */
#ifndef SPAWNRISK_FORESEE_H
#define SPAWNRISK_FORESEE_H

#include "event/event.h"

/* Fills facts and risk; site as of lessons.h. Async-signal-safe, takes no lock. */
void foresee(struct event *event, uint64_t site);

/* What the JDK is about to do, of a call that is named, with the program that it gave and its
 * arguments; bad pointers are no harm. Likewise. */
void foresee_jdk(struct event *event, const char *program, char *const arguments[]);

/* The facts alone, for a call that was not foreseen. Likewise. */
void foresee_facts(struct event *event);

#endif
