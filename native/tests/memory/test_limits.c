/* SPDX-License-Identifier: Apache-2.0 */
/* How many threads the machine has, from loadavg; the limits themselves are read where they are. */
#include "../test.h"
#include "memory/facts.h"

TEST(the_threads_of_the_machine_stand_behind_those_that_run)
{
    assert_int_equal(limits_parse_loadavg("0.20 0.18 0.12 1/80 11206\n"), 80);
    assert_int_equal(limits_parse_loadavg("3.58 3.48 3.52 14/4711 30992\n"), 4711);
}

TEST(a_loadavg_without_threads_is_unknown)
{
    assert_int_equal(limits_parse_loadavg(""), UNKNOWN);
    assert_int_equal(limits_parse_loadavg("0.20 0.18 0.12"), UNKNOWN);
    assert_int_equal(limits_parse_loadavg("0.20 0.18 0.12 1 11206\n"), UNKNOWN);
    assert_int_equal(limits_parse_loadavg("0.20 0.18 0.12 1/"), UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_threads_of_the_machine_stand_behind_those_that_run),
        cmocka_unit_test(a_loadavg_without_threads_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
