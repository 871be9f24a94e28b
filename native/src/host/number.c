/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal digits, without stdio. */
#include "number.h"

#include <stddef.h>

char *number_put(char *at, uint64_t number)
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
