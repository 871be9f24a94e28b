/* SPDX-License-Identifier: Apache-2.0 */
/* How large the machine's heap is. */
#ifndef SPAWNRISK_JVM_HEAP_H
#define SPAWNRISK_JVM_HEAP_H

#include <stdint.h>

/* In bytes; UNKNOWN where the machine does not tell. */
struct heap {
    uint64_t used, committed, max;
};

/* As java.lang.Runtime tells it. For a native method: not for an interposed call. */
struct heap heap_read(void);

#endif
