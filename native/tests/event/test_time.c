/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3339, held against the C library's own calendar. */
#include "event/time.h"

#include <stdio.h>
#include <time.h>

#include "../test.h"

static void assert_is_the_c_librarys(uint64_t seconds)
{
    char ours[TIME_BYTES], theirs[64];
    time_t moment = (time_t)seconds;
    struct tm date;
    gmtime_r(&moment, &date);
    strftime(theirs, sizeof theirs, "%Y-%m-%dT%H:%M:%S.123456Z", &date);
    time_format(seconds * 1000000000U + 123456789, ours);
    assert_string_equal(ours, theirs);
}

TEST(the_epoch_is_its_first_second)
{
    char text[TIME_BYTES];
    time_format(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00.000000Z");
}

TEST(leap_days_and_turns_of_the_year_are_right)
{
    const uint64_t moments[] = {951782399,  951782400,  951868799,  951868800,  1709164800,
                                1709251199, 1735689599, 1735689600, 4107542399, 4107542400};
    for (unsigned i = 0; i < sizeof moments / sizeof *moments; i++)
        assert_is_the_c_librarys(moments[i]);
}

TEST(a_century_of_days_agrees_with_the_c_library)
{
    for (uint64_t day = 0; day < 36525; day++)
        assert_is_the_c_librarys(day * 86400 + day % 86400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_epoch_is_its_first_second),
        cmocka_unit_test(leap_days_and_turns_of_the_year_are_right),
        cmocka_unit_test(a_century_of_days_agrees_with_the_c_library),
    };
    return RUN(tests);
}
