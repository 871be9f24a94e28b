/* SPDX-License-Identifier: Apache-2.0 */
/* Tells of calls that a signal handler has left by a jump, as far as they are known. */
#ifndef SPAWNRISK_LEFT_H
#define SPAWNRISK_LEFT_H

/* Of the calling thread, which has come to frame: see calls_next_left. Signals are held. */
void left_tell(const void *frame);

#endif
