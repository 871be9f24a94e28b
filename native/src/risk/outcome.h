/* SPDX-License-Identifier: Apache-2.0 */
/* Did it hurt? Pure functions from what was seen of a child to what to say of it. */
#ifndef SPAWNRISK_RISK_OUTCOME_H
#define SPAWNRISK_RISK_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "reasons.h"

/* A child that copied its parent and runs no other program by then goes on with the copy. */
#define LIVES_ON_NS 100000000U

/*
 * NO_EXEC: locks that other threads of the parent held at the fork stay locked in the child. A
 * notice, for many programs do it and know how. threads: the parent's, UNKNOWN where not known.
 */
enum level risk_of_no_exec(uint64_t threads, uint64_t lived_ns);

/* What is known of OOM kills between the spawn and the end. */
struct oom_signs {
    bool named;   /* the kernel's log says that this very child was killed */
    bool counted; /* in the child's own cgroup, and it was none of another child that was told */
    uint64_t machine_before, machine_after; /* of all cgroups; UNKNOWN where not known */
};

/* Nothing, a kill somewhere, one in the child's own cgroup, one of the child itself. */
enum oom_evidence { OOM_NONE, OOM_POSSIBLE, OOM_YES, OOM_NAMED };

enum level risk_of_oom_kill(enum oom_evidence evidence);

/* sent_by_us: this process may have sent the signal itself. status is as wait(2) gives it. */
enum oom_evidence risk_oom_killed(int status, bool sent_by_us, const struct oom_signs *signs);

#endif
