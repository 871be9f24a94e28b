/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of the process goes on in the midst of its parent's calls. */
#ifndef SPAWNRISK_COPY_H
#define SPAWNRISK_COPY_H

#include "spawn.h"

/* That call has come back in a copy of the process that had begun it, which has nothing to tell of
 * it. Else it has its name here. Signals are held. */
bool copy_has_no_part_in(struct spawn *spawn);

#endif
