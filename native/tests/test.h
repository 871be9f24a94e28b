/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit test includes: cmocka with the headers that it wants before it. */
#ifndef SPAWNRISK_TESTS_TEST_H
#define SPAWNRISK_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MIB (1024UL * 1024)
#define GIB (1024UL * MIB)

/* A test's body takes no state; this spares each one the parameter. */
#define TEST(name) static void name(void **state __attribute__((unused)))

#define RUN(tests) cmocka_run_group_tests(tests, NULL, NULL)

#endif
