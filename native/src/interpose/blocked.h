/* SPDX-License-Identifier: Apache-2.0 */
/* A call that waits for a descriptor, of which the wait is made in parts and the call then whole.
 */
#ifndef SPAWNRISK_INTERPOSE_BLOCKED_H
#define SPAWNRISK_INTERPOSE_BLOCKED_H

#include <stdbool.h>

#include "would_block.h"

/*
 * In a copy, before the original is called: waits as that would, where a measure comes due
 * meanwhile. True: a handler has ended it, errno is EINTR. Else it is to be made, and errno was
 * kept.
 */
bool blocked_was_interrupted(const void *original, const struct taking_call *call);

#endif
