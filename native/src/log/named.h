/* SPDX-License-Identifier: Apache-2.0 */
/* Which files the process and its guests have named for the log, and which of them is the log. */
#ifndef SPAWNRISK_LOG_NAMED_H
#define SPAWNRISK_LOG_NAMED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

/* A longer path is refused at the start: both lie on the stack of whoever spawns. */
#define CHOSEN_BYTES 1024

struct named_log {
    char path[CHOSEN_BYTES];
    bool is_folder;
    uid_t chosen_by;
    unsigned owner, turn; /* the latest turn is that of the log; 0: it is given up */
    /* Whether a line was cut by a full disk and the next one must begin on a line of its own. */
    atomic_bool torn;
};

/* To be filled further, while threads write to the chosen one. */
struct named_log *named_begin(const char path[CHOSEN_BYTES]);

/* Makes it the log. Gives up the one that this owner has chosen before. */
void named_choose(struct named_log *place, unsigned owner);

/* The log, or where none is chosen any more what it was, for a line that is on its way.
 * Async-signal-safe. */
struct named_log *named_chosen(void);

#endif
