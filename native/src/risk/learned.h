/* SPDX-License-Identifier: Apache-2.0 */
/* What many children of one call site did, in one number. Pure. */
#ifndef SPAWNRISK_RISK_LEARNED_H
#define SPAWNRISK_RISK_LEARNED_H

#include <stdint.h>

/*
 * What is usual after one more sample: half the way up to a larger one, an eighth down to a smaller
 * one, for it is the large ones that a limit has to bear. 0: none yet.
 */
uint64_t learned_usual(uint64_t usual, uint64_t sample);

#endif
