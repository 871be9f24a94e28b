/* SPDX-License-Identifier: Apache-2.0 */
/* Which kills that a cgroup counted are told already: each is the end of one child. */
#ifndef SPAWNRISK_OUTCOME_OOM_LEDGER_H
#define SPAWNRISK_OUTCOME_OOM_LEDGER_H

#include <stdbool.h>

#include "memory/facts.h"

/*
 * Takes a kill that the child's cgroup counted between its call and now, for this child. False:
 * there is none, or each may be one that another child was told to have died of. Async-signal-safe,
 * takes no lock, waits for nobody.
 */
bool oom_ledger_takes(const struct oom_kills *before, const struct oom_kills *now);

void oom_ledger_forget(void);

#endif
