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

/* Fills memory whose pages are counted. Past AddressSanitizer, which looks into its own memory for
 * each of them: on a machine without a zero page that gets pages too. */
__attribute__((unused, no_sanitize_address)) static void fill_pages(void *area, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        ((volatile char *)area)[i] = 1;
}

#endif
