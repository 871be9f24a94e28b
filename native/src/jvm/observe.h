/* SPDX-License-Identifier: Apache-2.0 */
/* What each way into a virtual machine begins, and what leaving it ends. */
#ifndef SPAWNRISK_JVM_OBSERVE_H
#define SPAWNRISK_JVM_OBSERVE_H

#include <jni.h>
#include <stdbool.h>

/* Where lines go is chosen before. Opens the doors and hands the Java side of each spawn to them.
 * Returns 0 or errno. Idempotent, and may follow observe_end. */
int observe_begin(JavaVM *vm, bool full_arguments, bool exact_facts);

/* Closes them: the process is as before, but for our memory, in which a thread may be. */
void observe_end(void);

#endif
