/* SPDX-License-Identifier: Apache-2.0 */
/* Text for people, of words and numbers. */
#include "prose.h"

#include <stdarg.h>
#include <string.h>

#include "host/number.h"

static void put(struct prose *prose, const char *text, size_t length)
{
    if (length > sizeof prose->bytes - prose->length)
        return;
    memcpy(prose->bytes + prose->length, text, length);
    prose->length += length;
}

void prose_put(struct prose *prose, ...)
{
    va_list parts;
    va_start(parts, prose);
    for (const char *part; (part = va_arg(parts, const char *)) != NULL;)
        put(prose, part, strlen(part));
    va_end(parts);
}

void prose_put_number(struct prose *prose, uint64_t number)
{
    char digits[NUMBER_DIGITS];
    put(prose, digits, (size_t)(number_put(digits, number) - digits));
}

void prose_put_decimal(struct prose *prose, uint64_t value, uint64_t unit, unsigned digits)
{
    uint64_t whole = value / unit, rest = value % unit;
    char fraction[NUMBER_DIGITS] = ".";
    for (unsigned i = 1; i <= digits; i++) {
        rest *= 10;
        fraction[i] = (char)('0' + rest / unit);
        rest %= unit;
    }
    unsigned at = rest >= unit - rest ? digits : 0;
    for (; at > 0 && ++fraction[at] > '9'; at--)
        fraction[at] = '0';
    if (at == 0 && rest >= unit - rest)
        whole++;
    prose_put_number(prose, whole);
    put(prose, fraction, digits + 1);
}

void prose_clean(struct prose *prose)
{
    for (size_t i = 0; i < prose->length; i++)
        if ((prose->bytes[i] < ' ' || prose->bytes[i] > '~') && prose->bytes[i] != '\n')
            prose->bytes[i] = '?';
}
