/* SPDX-License-Identifier: Apache-2.0 */
/* Tells of calls that a signal handler has left by a jump, as far as they are known. */
#ifndef SPAWNRISK_LEFT_H
#define SPAWNRISK_LEFT_H

#include "spawn.h"

/*
 * Of the calling thread, which has come to frame. NULL: it ends, and none of its calls comes back.
 * What only may have been left is not told, and no child's end waits for it. Signals are held.
 */
void left_tell(const void *frame);

/* What calls.h keeps of a call is a copy: its original lies on the stack, and is overwritten by
 * whatever the thread has called since it was left. */
bool left_is_overwritten(const struct spawn *copy, const void *frame);

#endif
