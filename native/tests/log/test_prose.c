/* SPDX-License-Identifier: Apache-2.0 */
/* Words and numbers without stdio. */
#include <stdio.h>
#include <string.h>

#include "../test.h"
#include "log/prose.h"

static struct prose prose;

static const char *decimal(uint64_t value, uint64_t unit, unsigned digits)
{
    prose.length = 0;
    prose_put_decimal(&prose, value, unit, digits);
    prose.bytes[prose.length] = '\0';
    return prose.bytes;
}

TEST(decimals_are_rounded_and_carry)
{
    assert_string_equal(decimal(0, 1000, 2), "0.00");
    assert_string_equal(decimal(1234, 1000, 2), "1.23");
    assert_string_equal(decimal(1235, 1000, 2), "1.24");
    assert_string_equal(decimal(9994, 1000, 2), "9.99");
    assert_string_equal(decimal(9995, 1000, 2), "10.00");
    assert_string_equal(decimal(1095, 1000, 2), "1.10");
    assert_string_equal(decimal(999950000, 1000000000, 1), "1.0");
    assert_string_equal(decimal((3U << 20) + (1U << 19), 1U << 20, 1), "3.5");
    assert_string_equal(decimal(UINT64_MAX, 1, 1), "18446744073709551615.0");
}

TEST(decimals_are_those_of_printf)
{
    for (uint64_t value = 7; value < UINT64_C(1) << 40; value = value * 3 + 1) {
        char expected[64];
        /* By long double, which holds these exactly; printf halves to even, so ties are left out.
         */
        snprintf(expected, sizeof expected, "%.2Lf", (long double)value / 1000003);
        assert_string_equal(decimal(value, 1000003, 2), expected);
    }
}

TEST(what_does_not_fit_is_left_out)
{
    char longest[sizeof prose.bytes];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    prose.length = 0;
    prose_put(&prose, longest, "bc", "d", NULL);
    prose_put_number(&prose, 10);
    assert_int_equal(prose.length, sizeof prose.bytes);
    assert_int_equal(prose.bytes[sizeof prose.bytes - 1], 'd');
}

TEST(a_terminal_gets_no_control_characters)
{
    prose.length = 0;
    prose_put(&prose, "a\033[2J\177\302\2332J\n", NULL);
    prose_clean(&prose);
    assert_int_equal(prose.length, 11);
    assert_memory_equal(prose.bytes, "a?[2J?\?\?2J\n", 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_rounded_and_carry),
        cmocka_unit_test(decimals_are_those_of_printf),
        cmocka_unit_test(what_does_not_fit_is_left_out),
        cmocka_unit_test(a_terminal_gets_no_control_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
