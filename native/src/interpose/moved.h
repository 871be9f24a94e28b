/* SPDX-License-Identifier: Apache-2.0 */
/* Which words were pointed at our doors, and what they held before. */
#ifndef SPAWNRISK_INTERPOSE_MOVED_H
#define SPAWNRISK_INTERPOSE_MOVED_H

#include <stdbool.h>

/*
 * Each round over the loaded libraries makes the list anew, so that the words of a library that was
 * unloaded are in no later one. One thread at a time.
 */

/* An empty list for this round, beside that of the last. False: there is no memory for it. */
bool moved_begin(void);

/* What a word held before it was moved, by the list of the last round; NULL: it is not in it. */
void *moved_before(void **word);

/* Takes a word into the list of this round. False: that is full. */
bool moved_keep(void **word, void *before);

/* The round's list is the one that counts. Returns how many words are in it. */
unsigned moved_end(void);

#endif
