/* SPDX-License-Identifier: Apache-2.0 */
/* What an agent last read of the machine as a whole, in a thread of its own. */
#ifndef SPAWNRISK_JVM_STATE_H
#define SPAWNRISK_JVM_STATE_H

#include <stdbool.h>

#include "event/event.h"

/* Takes over what was read now; sampled_ns is not looked at. From any thread. */
void state_keep(const struct runtime_state *state, uint64_t non_heap_committed,
                const char *collector);

/* Nothing is known any more. */
void state_forget(void);

/* The last one, with its age; false: none. Async-signal-safe. */
bool state_read(struct runtime_state *state);

/* The bytes outside of the heap that were committed then; UNKNOWN: that is not known. */
uint64_t state_non_heap_committed(void);

#endif
