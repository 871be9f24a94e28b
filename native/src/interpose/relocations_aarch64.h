/* SPDX-License-Identifier: Apache-2.0 */
/* The relocations of aarch64 that store a symbol's plain address (ELF for the Arm 64-bit
 * architecture, dynamic relocations). */
#ifndef SPAWNRISK_INTERPOSE_RELOCATIONS_H
#define SPAWNRISK_INTERPOSE_RELOCATIONS_H

#define IS_SYMBOL_ADDRESS(type)                                                                    \
    ((type) == R_AARCH64_JUMP_SLOT || (type) == R_AARCH64_GLOB_DAT || (type) == R_AARCH64_ABS64)

#endif
