/* SPDX-License-Identifier: Apache-2.0 */
/* The charge of a copy where overcommit policy 2 may refuse it. */
#ifndef SPAWNRISK_MEMORY_CHARGE_H
#define SPAWNRISK_MEMORY_CHARGE_H

#include "facts.h"

/*
 * Of the process that runs, under OVERCOMMIT_NEVER: puts the exact figures of a walk into the facts
 * where the copy may not fit, and a walk is due. Elsewhere the charge stays that of constant time,
 * less what the last walk found it to be above. Async-signal-safe; 4 KiB of stack.
 */
void charge_read(struct facts *facts);

#endif
