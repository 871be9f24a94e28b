/* SPDX-License-Identifier: Apache-2.0 */
/* The memory that makes the process a hazard to copy. */
#ifndef AREAS_H
#define AREAS_H

#include <stdint.h>

/* Maps so many bytes of the wished kind, in the wished number of pieces, and touches the wished
 * share. */
void areas_make(uint64_t size);

/* The address space that areas_make takes besides, which is neither accounted nor touched. */
uint64_t areas_unaccounted(void);

/* Writes to a share of each piece, in percent: of its start, or of its end. */
void areas_write(uint64_t percent);
void areas_write_end(uint64_t percent);

/* New memory, of no copy. */
void areas_take(uint64_t size);

#endif
