/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal digits, without stdio. */
#ifndef SPAWNRISK_HOST_NUMBER_H
#define SPAWNRISK_HOST_NUMBER_H

#include <stdint.h>

#define NUMBER_DIGITS 20

/* Writes at most NUMBER_DIGITS digits, no NUL. Returns what is behind them.
 * Async-signal-safe. */
char *number_put(char *at, uint64_t number);

#endif
