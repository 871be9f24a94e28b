/* SPDX-License-Identifier: Apache-2.0 */
/* How long the copy of page tables stops who forks. Pure. */
#ifndef SPAWNRISK_RISK_STALL_H
#define SPAWNRISK_RISK_STALL_H

#include "assess.h"

/* How long fork will stop who calls it, in nanoseconds; UNKNOWN where that can't be told. */
uint64_t stall_foreseen(const struct facts *facts);

/* The same if nothing of it lay in huge pages. */
uint64_t stall_in_small_pages(const struct facts *facts);

/* What so many bytes of page tables take at a rate in nanoseconds for each KiB; 0: that of other
 * machines. */
uint64_t stall_predicted(uint64_t tables, uint64_t rate);

/*
 * The rate after one more fork of this process. A call also waits for a processor, so a sample
 * moves the rate a little, and a wild one no further than another. The rate as it was, where the
 * call tells nothing: it failed, or its page tables are lost in what every fork takes.
 */
uint64_t stall_rate_after(enum mechanism mechanism, const struct facts *facts,
                          const struct outcome *outcome);

#endif
