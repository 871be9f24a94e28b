/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a call before it is made: the facts, and the risk. */
#ifndef SPAWNRISK_FORESEE_H
#define SPAWNRISK_FORESEE_H

#include "event/event.h"

/* Fills facts and risk; site as of lessons.h. Async-signal-safe, takes no lock. */
void foresee(struct event *event, uint64_t site);

/* The facts alone, for a call that was not foreseen. Likewise. */
void foresee_facts(struct event *event);

#endif
