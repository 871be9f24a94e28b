/* SPDX-License-Identifier: Apache-2.0 */
/* Tells of calls that a signal handler has left by a jump, as far as they are known. */
#ifndef SPAWNRISK_LEFT_H
#define SPAWNRISK_LEFT_H

/*
 * Of the calling thread, which has come to frame. NULL: it ends, and none of its calls comes back.
 * What only may have been left is not told, and no child's end waits for it. Signals are held.
 */
void left_tell(const void *frame);

#endif
