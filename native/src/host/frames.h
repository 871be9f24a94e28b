/* SPDX-License-Identifier: Apache-2.0 */
/* Who called: return addresses of the calling thread, as far as frame pointers tell them. */
#ifndef SPAWNRISK_HOST_FRAMES_H
#define SPAWNRISK_HOST_FRAMES_H

/*
 * Fills in the return addresses of the callers of this library, innermost first, most at the most;
 * returns how many. frame: __builtin_frame_address(0) of a function of ours. caller: where our
 * outermost function goes back to, which is the first. What is behind it is told only where the
 * program keeps frame pointers; each such address lies in a loaded object, behind a call
 * instruction. Async-signal-safe; a few system calls, whatever the depth of the stack.
 */
unsigned frames_above(const void *frame, const void *caller, const void **callers, unsigned most);

#endif
