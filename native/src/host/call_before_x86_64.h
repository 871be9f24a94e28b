/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the bytes before an address end in a call instruction (Intel SDM, volume 2, CALL). */
#ifndef SPAWNRISK_HOST_CALL_BEFORE_H
#define SPAWNRISK_HOST_CALL_BEFORE_H

#include <stdbool.h>

#define CALL_BYTES 8

/* E8 and 32 bits; or FF with 2 in the middle of the next byte, and 0 to 5 bytes of address. */
static inline bool call_is_before(const unsigned char bytes[CALL_BYTES])
{
    if (bytes[CALL_BYTES - 5] == 0xE8)
        return true;
    for (int length = 2; length <= 7; length++)
        if (bytes[CALL_BYTES - length] == 0xFF && (bytes[CALL_BYTES - length + 1] >> 3 & 7) == 2)
            return true;
    return false;
}

#endif
