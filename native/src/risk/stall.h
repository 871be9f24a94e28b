/* SPDX-License-Identifier: Apache-2.0 */
/* How long the copy of page tables stops who forks. Pure. */
#ifndef SPAWNRISK_RISK_STALL_H
#define SPAWNRISK_RISK_STALL_H

#include "assess.h"

/* Bytes of page tables that the copy fills; UNKNOWN where they can't be told. */
uint64_t stall_tables(const struct facts *facts);

/* What these take at a rate in nanoseconds for each KiB; 0: that of other machines. */
uint64_t stall_predicted(uint64_t tables, uint64_t rate);

/*
 * The rate after one more fork of this process. A call also waits for a processor, so a sample
 * moves the rate a little, and a wild one no further than another. The rate as it was, where the
 * call tells nothing: it failed, or its page tables are lost in what every fork takes.
 */
uint64_t stall_rate_after(enum mechanism mechanism, const struct facts *facts,
                          const struct outcome *outcome);

#endif
