/* SPDX-License-Identifier: Apache-2.0 */
/* Children that Java loses as it runs out of memory or threads: it has started them, and makes no
 * Process of them. */
#ifndef SPAWNRISK_JVM_EXHAUSTED_H
#define SPAWNRISK_JVM_EXHAUSTED_H

#include <jvmti.h>
#include <stdbool.h>
#include <stdint.h>

/* Once, before the next ones. False: this JDK tells threads apart otherwise; nothing is pending. */
bool exhausted_prepare(JNIEnv *env);

/* The calling thread has made its child by the spawn of that number, and goes back to Java. */
void exhausted_expect(JNIEnv *env, uint64_t number);

/* The machine's ResourceExhausted: behind it an OutOfMemoryError is thrown. */
void JNICALL exhausted_heard(jvmtiEnv *tools, JNIEnv *env, jint flags, const void *reserved,
                             const char *description);

#endif
