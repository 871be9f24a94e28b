/* SPDX-License-Identifier: Apache-2.0 */
/* Where HotSpot keeps what it knows of a thread, by the table that it exports for debuggers. */
#ifndef SPAWNRISK_JVM_STRUCTS_H
#define SPAWNRISK_JVM_STRUCTS_H

#include <stdbool.h>
#include <stdint.h>

/* Offsets into a JavaThread (HotSpot, vmStructs.cpp). */
struct thread_layout {
    uint64_t state, stack_base, stack_size, last_frame;
};

/* False: this machine is no HotSpot, or one with other names. Allocates; not for a door. */
bool structs_read(struct thread_layout *layout);

#endif
