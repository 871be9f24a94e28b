/* SPDX-License-Identifier: Apache-2.0 */
/* How large the hazard has to be to lie so far below or above what the kernel lets pass. */
#ifndef BOUNDARY_H
#define BOUNDARY_H

#include <stdint.h>

/*
 * The size in bytes, whole pages, at which a copy of this process needs percent of what there is,
 * both after that much more has been mapped (and touched, but for the boundary "commit"). By the
 * kernel's own formulas and figures; nothing of this is the library's.
 */
uint64_t boundary_size(const char *boundary, uint64_t percent);

#endif
