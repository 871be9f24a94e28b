/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3339 in UTC. */
#include "time.h"

#include <string.h>

#define SECONDS_OF_DAY 86400U

static void put_digits(char *at, unsigned digits, uint64_t value)
{
    while (digits-- > 0) {
        at[digits] = (char)('0' + value % 10);
        value /= 10;
    }
}

struct date {
    uint64_t year, month, day;
};

/* Counts years from March, so that the leap day is the last of its year. */
static struct date date_of(uint64_t days_since_epoch)
{
    uint64_t days = days_since_epoch + 719468; /* from 0000-03-01 */
    uint64_t era = days / 146097, of_era = days % 146097;
    uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    uint64_t month = (5 * of_year + 2) / 153;
    return (struct date){.year = year + era * 400 + (month >= 10 ? 1 : 0),
                         .month = month < 10 ? month + 3 : month - 9,
                         .day = of_year - (153 * month + 2) / 5 + 1};
}

void time_format(uint64_t nanoseconds, char text[TIME_BYTES])
{
    uint64_t seconds = nanoseconds / 1000000000U;
    uint64_t of_day = seconds % SECONDS_OF_DAY;
    struct date date = date_of(seconds / SECONDS_OF_DAY);
    memcpy(text, "0000-00-00T00:00:00.000000Z", TIME_BYTES);
    put_digits(text, 4, date.year);
    put_digits(text + 5, 2, date.month);
    put_digits(text + 8, 2, date.day);
    put_digits(text + 11, 2, of_day / 3600);
    put_digits(text + 14, 2, of_day / 60 % 60);
    put_digits(text + 17, 2, of_day % 60);
    put_digits(text + 20, 6, nanoseconds % 1000000000U / 1000);
}
