/* SPDX-License-Identifier: Apache-2.0 */
/* Which limit a spawn would hit first. */
#ifndef SPAWNRISK_RISK_NEAREST_H
#define SPAWNRISK_RISK_NEAREST_H

#include "assess.h"

/*
 * Of the limits that hold for this mechanism the one of which the call needs the largest part,
 * whether it fits or not; its level is LEVEL_NONE. False where no limit is known. Pure.
 */
bool risk_nearest(enum mechanism mechanism, const struct facts *facts, struct reason *nearest);

/* What a copy can come to need of memory, and the least that the machine and each cgroup on the
 * path can give; UNKNOWN where it is. Pure. */
void risk_memory(const struct facts *facts, struct reason *memory);

#endif
