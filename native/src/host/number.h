/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal digits, without stdio. */
#ifndef SPAWNRISK_HOST_NUMBER_H
#define SPAWNRISK_HOST_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#define NUMBER_DIGITS 20

/* Writes at most NUMBER_DIGITS digits, no NUL. Returns what is behind them. */
static inline char *number_put(char *at, uint64_t number)
{
    char digits[NUMBER_DIGITS];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    while (count > 0)
        *at++ = digits[--count];
    return at;
}

#endif
