/* SPDX-License-Identifier: Apache-2.0 */
/* Whether bytes are one JSON value (RFC 8259) in UTF-8 (RFC 3629), whose integers fit into 64 bits.
 */
#ifndef SPAWNRISK_TESTS_FUZZ_JSON_CHECK_H
#define SPAWNRISK_TESTS_FUZZ_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

bool json_is_valid(const char *bytes, size_t length);

#endif
