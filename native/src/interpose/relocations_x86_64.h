/* SPDX-License-Identifier: Apache-2.0 */
/* The relocations of x86_64 that store a symbol's plain address (psABI, table 4.9). */
#ifndef SPAWNRISK_INTERPOSE_RELOCATIONS_H
#define SPAWNRISK_INTERPOSE_RELOCATIONS_H

#define IS_SYMBOL_ADDRESS(type)                                                                    \
    ((type) == R_X86_64_JUMP_SLOT || (type) == R_X86_64_GLOB_DAT || (type) == R_X86_64_64)

#endif
