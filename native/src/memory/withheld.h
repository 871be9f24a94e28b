/* SPDX-License-Identifier: Apache-2.0 */
/* What a process keeps from its children (MADV_DONTFORK, MADV_WIPEONFORK). */
#ifndef SPAWNRISK_MEMORY_WITHHELD_H
#define SPAWNRISK_MEMORY_WITHHELD_H

#include "facts.h"

/*
 * Where a copy of the process that runs seems not to fit: takes off its memory what the copy does
 * not get, by a walk over its areas, or by what the last walk found where that was a moment ago.
 * False: nothing was taken off. Async-signal-safe; 3 KiB of stack.
 */
bool withheld_take_off(struct facts *facts);

/* In a child that is a copy: it has nothing of what was found. */
void withheld_forget(void);

#endif
