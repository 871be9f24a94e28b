/* SPDX-License-Identifier: Apache-2.0 */
/* A second reading of the kernel's texts: slow, simple, and none of the library's code. */
#ifndef SPAWNRISK_TESTS_FUZZ_REFERENCE_H
#define SPAWNRISK_TESTS_FUZZ_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

/* The number at the start of text, blanks before it allowed. UINT64_MAX: none, or above 2^63 - 1.
 * *end, unless NULL, is what stands behind the digits. */
uint64_t reference_number(const char *text, const char **end);

/* The same where a blank or newline follows. */
uint64_t reference_whole_number(const char *text);

/* Whether a line starts with key, cut off or not. */
bool reference_has(const char *text, const char *key);

/* The value in bytes of the first line that starts with key; UINT64_MAX where it is missing, cut
 * off, or no number, or not followed by the line's end or by " kB". */
uint64_t reference_value(const char *text, const char *key);

#endif
