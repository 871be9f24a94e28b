/* SPDX-License-Identifier: Apache-2.0 */
/* How large the machine's heap is. */
#ifndef SPAWNRISK_JVM_HEAP_H
#define SPAWNRISK_JVM_HEAP_H

#include <stdint.h>

/* In bytes; UNKNOWN where the machine does not tell. */
struct heap {
    uint64_t used, committed, max;
};

/* Before the first heap_read; finds the machine's functions. Takes the loader's lock. */
void heap_prepare(void);

/* As java.lang.Runtime tells it; used is UNKNOWN while the heap is resized again and again. By a
 * thread that runs native code, in an interposed call only where it may ask (machine_ask). */
struct heap heap_read(void);

#endif
