/* SPDX-License-Identifier: Apache-2.0 */
/* The errno in what the JDK's native side says. */
#include "jvm/failure.h"

#include "jvm/machine.h"
#include "spawn.h"

#include "../test.h"

/* No exception is looked at here. */
jvmtiEnv *machine_tools(void)
{
    return NULL;
}

void spawn_tell_unstarted(uint64_t number, const char *exception, int error)
{
    (void)number;
    (void)exception;
    (void)error;
}

TEST(the_errno_of_each_jdk_is_found)
{
    assert_int_equal(failure_errno("error=2, No such file or directory"), 2);
    assert_int_equal(failure_errno("error=12, Cannot allocate memory"), 12);
    assert_int_equal(failure_errno("Exec failed, error: 13 (Permission denied) "), 13);
    assert_int_equal(failure_errno("posix_spawn failed, error: 0 (none) error=7"), 7);
}

TEST(a_text_without_one_has_none)
{
    assert_int_equal(failure_errno(""), 0);
    assert_int_equal(failure_errno("error"), 0);
    assert_int_equal(failure_errno("error="), 0);
    assert_int_equal(failure_errno("error: none"), 0);
}

TEST(a_number_that_is_none_of_an_errno_is_bounded)
{
    assert_int_equal(failure_errno("error=99999999999999999999"), 32767);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_errno_of_each_jdk_is_found),
        cmocka_unit_test(a_text_without_one_has_none),
        cmocka_unit_test(a_number_that_is_none_of_an_errno_is_bounded),
    };
    return RUN(tests);
}
