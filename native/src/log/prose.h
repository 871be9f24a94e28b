/* SPDX-License-Identifier: Apache-2.0 */
/* Text for people, of words and numbers. Async-signal-safe: stdio may take a lock and memory. */
#ifndef SPAWNRISK_LOG_PROSE_H
#define SPAWNRISK_LOG_PROSE_H

#include <stddef.h>
#include <stdint.h>

struct prose {
    char bytes[2048];
    size_t length;
};

/* Adds each string up to the NULL; of one that does not fit, nothing. */
__attribute__((sentinel)) void prose_put(struct prose *prose, ...);

void prose_put_number(struct prose *prose, uint64_t number);

/* The value in units, rounded to this many digits behind the point. The unit is below 2^60. */
void prose_put_decimal(struct prose *prose, uint64_t value, uint64_t unit, unsigned digits);

/* Makes what no terminal should get, newlines apart, a '?'. */
void prose_clean(struct prose *prose);

#endif
