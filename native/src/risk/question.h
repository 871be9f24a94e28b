/* SPDX-License-Identifier: Apache-2.0 */
/* What a rule is asked, and what it may answer. Private to this folder. */
#ifndef SPAWNRISK_RISK_QUESTION_H
#define SPAWNRISK_RISK_QUESTION_H

#include "assess.h"

struct question {
    enum mechanism mechanism;
    const struct facts *facts;
    const struct outcome *outcome;
};

enum verdict { NO, YES, NOT_ASSESSED };

/* A limit, whether the call fits or not: on YES need, have and source are filled. */
enum verdict commit_bound(const struct question *q, struct reason *reason);
enum verdict memory_bound(const struct question *q, struct reason *reason);

/* The rules that are about other things than ordinary memory; each fills the reason on YES. */
enum verdict was_refused(const struct question *q, struct reason *reason);
enum verdict processes_run_out(const struct question *q, struct reason *reason);
enum verdict hugetlb_runs_out(const struct question *q, struct reason *reason);
enum verdict pinned_is_copied(const struct question *q, struct reason *reason);
enum verdict descriptors_leak(const struct question *q, struct reason *reason);

#endif
