/* SPDX-License-Identifier: Apache-2.0 */
/* What the JDK throws where it could not start a process. */
#ifndef SPAWNRISK_JVM_FAILURE_H
#define SPAWNRISK_JVM_FAILURE_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>

/* The errno that a text of the JDK's native side names (ProcessImpl_md.c), 0 where it names none.
 * JDK 17 has "error=2, ...", JDK 25 "... error: 2 (...". */
int failure_errno(const char *text);

/* Once, before failures are told. False: something of the JDK's is missing; nothing is pending. */
bool failure_prepare(JNIEnv *env);

/* Logs that the spawn of that number came to nothing, as an exception is pending that says so. The
 * exception stays pending, the same and unchanged. */
void failure_tell(JNIEnv *env, uint64_t number);

#endif
