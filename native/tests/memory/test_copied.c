/* SPDX-License-Identifier: Apache-2.0 */
/* When a walk over all pages is cheap: on both sides of each threshold. */
#include "../test.h"
#include "memory/facts.h"

#define SECOND 1000000000U

TEST(a_walk_is_cheap_that_takes_a_twentieth_of_a_life)
{
    assert_true(copied_is_cheap(500000, SECOND, SECOND));
    assert_false(copied_is_cheap(500001, SECOND, SECOND));
    assert_true(copied_is_cheap(0, 0, SECOND));
    assert_false(copied_is_cheap(1, 1999, SECOND));
}

TEST(more_than_may_be_taken_is_never_cheap_however_long_the_life)
{
    assert_true(copied_is_cheap(5000000, UINT64_MAX - 1, SECOND / 2));
    assert_false(copied_is_cheap(5000001, UINT64_MAX - 1, SECOND / 2));
}

TEST(what_is_not_known_is_not_cheap)
{
    assert_false(copied_is_cheap(UNKNOWN, UINT64_MAX, UINT64_MAX));
    assert_int_equal(UNKNOWN, copied_read(0, SECOND));
}

TEST(a_long_life_is_measured)
{
    assert_true(is_known(copied_read(UINT64_MAX - 1, SECOND)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_walk_is_cheap_that_takes_a_twentieth_of_a_life),
        cmocka_unit_test(more_than_may_be_taken_is_never_cheap_however_long_the_life),
        cmocka_unit_test(what_is_not_known_is_not_cheap),
        cmocka_unit_test(a_long_life_is_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
