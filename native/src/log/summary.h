/* SPDX-License-Identifier: Apache-2.0 */
/* Ten lines on standard error at the process's end, for who has no reader at hand. */
#ifndef SPAWNRISK_LOG_SUMMARY_H
#define SPAWNRISK_LOG_SUMMARY_H

#include <stdbool.h>

#include "event/event.h"

/* Asks for it; once, at the start. */
void summary_want(void);
bool summary_is_wanted(void);

/* Counts a spawn that has returned. Async-signal-safe, takes no lock. */
void summary_count(const struct event *event);

/* What is told of a child after its spawn; level LEVEL_NONE: nothing. */
struct late_reason {
    enum level level;
    uint64_t need, have;
};

/* Counts that, by the codes. child: 0 where not known. before: the level that its spawn was counted
 * by. As summary_count. */
void summary_count_late(pid_t child, enum level before,
                        const struct late_reason reasons[OUTCOME_COUNT]);

/* The same for a failure that has no event of its own. */
void summary_count_repeat(enum mechanism mechanism);

/* In a child of fork: what was counted is its parent's. */
void summary_forget(void);

/* Whether there is anything to print. Takes no system call. */
bool summary_has_some(void);

/* Prints, once, where there was a spawn and standard error is still the one of the start.
 * Async-signal-safe. */
void summary_tell(unsigned long lost);

#endif
