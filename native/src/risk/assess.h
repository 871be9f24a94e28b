/* SPDX-License-Identifier: Apache-2.0 */
/* Could it hurt? One pure function from mechanism and facts to level and reasons. */
#ifndef SPAWNRISK_RISK_ASSESS_H
#define SPAWNRISK_RISK_ASSESS_H

#include "mechanism.h"
#include "memory/facts.h"
#include "reasons.h"

/* A copying fork stops the calling thread while its page tables are copied. */
#define STALL_NOTICE_NS  10000000U  /* 10 ms: seen in a service's latency percentiles */
#define STALL_WARNING_NS 100000000U /* 100 ms: seen by its users, and by heartbeats */

/* How the call ended. */
struct outcome {
    int error;            /* errno, 0 on success */
    uint64_t duration_ns; /* as the calling thread saw it */
};

/*
 * Assesses a spawn by mechanism in a process and a system of which facts are known. outcome is
 * NULL before the call. No I/O, clock or globals; async-signal-safe.
 */
void risk_assess(enum mechanism mechanism, const struct facts *facts, const struct outcome *outcome,
                 struct risk *risk);

/* Whether a call that copies fits, but by swap alone that may be too slow (docs/risk-model.md).
 * Pure.
 */
bool risk_hinges_on_swap(const struct facts *facts);

/* What policy 2 keeps back of CommitLimit from this process: for the administrator, and of its own
 * size for other users. UNKNOWN under another policy. Pure. */
uint64_t commit_reserves(const struct facts *facts);

#endif
