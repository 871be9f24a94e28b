/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the bytes before an address are a call instruction (Arm ARM, C6.2: BL, BLR, BLRA). */
#ifndef SPAWNRISK_HOST_CALL_BEFORE_H
#define SPAWNRISK_HOST_CALL_BEFORE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define CALL_BYTES 4

static inline bool call_is_before(const unsigned char bytes[CALL_BYTES])
{
    uint32_t instruction;
    memcpy(&instruction, bytes, sizeof instruction);
    return (instruction & 0xFC000000) == 0x94000000 /* BL */ ||
           (instruction & 0xFEFFF000) == 0xD63F0000 /* BLR, and with a key */;
}

#endif
