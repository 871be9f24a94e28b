/* SPDX-License-Identifier: Apache-2.0 */
/* When a copy that lives on is measured, and which of its measures are told. */
#ifndef SPAWNRISK_OUTCOME_SCHEDULE_H
#define SPAWNRISK_OUTCOME_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * 1. A copy is measured after a second, then every 10 s, and the less often the longer it takes: a
 *    hundredth of the time.
 * 2. A measure is told where it is an eighth above the last one told. What lives on and copies no
 *    more writes no more, and what copies all of a terabyte some 150 lines.
 * All times are of CLOCK_MONOTONIC. All functions are async-signal-safe.
 */

/* In a copy, first of all. */
void schedule_begin(uint64_t started);

/* It can never be measured again. */
void schedule_end(void);
bool schedule_has_ended(void);

/* When it is to be measured by a call that has slept since then undisturbed. */
uint64_t schedule_due(uint64_t asleep_since);

/* Whether it is time to, and no other thread does it. */
bool schedule_take(uint64_t now);

/* It was, which took so long. */
void schedule_measured(uint64_t now, uint64_t took_ns);

/* It was not, as the call had slept for too short a time for what it takes: from now on by one that
 * has slept for quiet_ns. Where that is longer than the interval it is tried again after that. */
void schedule_wants_quiet(uint64_t now, uint64_t quiet_ns, uint64_t had_ns);

/* Whether this measure is to be told; from then on it is the last one told. */
bool schedule_is_news(uint64_t measured);

#endif
