/* SPDX-License-Identifier: Apache-2.0 */
/* What speaks for it that the OOM killer ended a child. */
#ifndef SPAWNRISK_OUTCOME_OOM_EVIDENCE_H
#define SPAWNRISK_OUTCOME_OOM_EVIDENCE_H

#include "children.h"

/* Before a call makes a child: remembers what a later look is to be held against. */
void oom_watch(void);

/* Of a reaped child, status as wait(2) gives it. To be asked once. */
enum oom_evidence oom_evidence(const struct child *child, int status);

#endif
