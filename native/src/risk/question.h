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

static inline uint64_t minimum(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* UNKNOWN where either is, or the sum does not fit. */
static inline uint64_t sum(uint64_t a, uint64_t b)
{
    return is_known(a) && is_known(b) && a <= UINT64_MAX - b ? a + b : UNKNOWN;
}

static inline uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

/* What could become the copy's own at worst. */
static inline uint64_t copy_exposure(const struct process_facts *process)
{
    return sum(process->private_anonymous, process->swap);
}

/* What the copy gets at once: at worst, its pages being far apart; and where they lie side by side,
 * which is the least. */
uint64_t copied_page_tables_at_most(const struct process_facts *process);
uint64_t copied_page_tables(const struct process_facts *process);

/* Fills have and source. */
enum verdict headroom(const struct question *q, struct reason *reason);

/* Where headroom is enough: NO, if there can be no tighter bound that was not seen. */
enum verdict fits(const struct question *q);

/* A limit, whether the call fits or not: on YES need, have and source are filled. */
enum verdict commit_bound(const struct question *q, struct reason *reason);
enum verdict memory_bound(const struct question *q, struct reason *reason);
enum verdict throttle_bound(const struct question *q, struct reason *reason);

/* The rules about what the kernel promises, by its overcommit policy. */
enum verdict commit_is_refused(const struct question *q, struct reason *reason);
enum verdict commit_is_near(const struct question *q, struct reason *reason);

/* The rules about what earlier children of the call site did. */
enum verdict oom_is_likely(const struct question *q, struct reason *reason);
enum verdict footprint_exceeds(const struct question *q, struct reason *reason);

/* The rules that are about other things than ordinary memory; each fills the reason on YES. */
enum verdict was_refused(const struct question *q, struct reason *reason);
enum verdict processes_run_out(const struct question *q, struct reason *reason);
enum verdict hugetlb_runs_out(const struct question *q, struct reason *reason);
enum verdict pinned_is_copied(const struct question *q, struct reason *reason);
enum verdict descriptors_leak(const struct question *q, struct reason *reason);
enum verdict mechanism_is_at_risk(const struct question *q, struct reason *reason);
enum verdict helper_mismatches(const struct question *q, struct reason *reason);

#endif
