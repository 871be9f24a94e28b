/* SPDX-License-Identifier: Apache-2.0 */
/* What java.lang.management tells of the machine as a whole, without a class of it that starts
 * something. */
#ifndef SPAWNRISK_JVM_MANAGEMENT_H
#define SPAWNRISK_JVM_MANAGEMENT_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>

/* From a thread of the machine's that runs native code, on no spawn's path; nothing is left pending
 * or referred to. What the machine does not tell is UNKNOWN. */

/* Finds the functions that the others call. Takes the loader's lock. */
void management_prepare(JNIEnv *env);

/* As docs/event.md has it, "unknown" where it is none of those. */
const char *management_collector(JNIEnv *env);

/* As ThreadMXBean.getThreadCount. */
uint64_t management_live_threads(JNIEnv *env);

/* As MemoryMXBean.getNonHeapMemoryUsage, in bytes. Allocates in the heap, and at first loads a
 * class, java.lang.management.MemoryUsage. */
uint64_t management_non_heap_committed(JNIEnv *env);

#endif
