/* SPDX-License-Identifier: Apache-2.0 */
/* What each way into a virtual machine begins, and what leaving it ends. */
#ifndef SPAWNRISK_JVM_OBSERVE_H
#define SPAWNRISK_JVM_OBSERVE_H

#include <jni.h>
#include <stdbool.h>

/* Guests of the process: the log's too, of these numbers. Either may be there beside the other, and
 * beside a preload. */
enum observer { OBSERVER_NATIVE_AGENT, OBSERVER_JAVA_AGENT, OBSERVERS };

/* Where lines go is chosen before. Opens the doors and hands the Java side of each spawn to them.
 * Returns 0 or errno, and nothing has begun. Idempotent, and may follow observe_end. */
int observe_begin(enum observer observer, JavaVM *vm, bool full_arguments, bool exact_facts);

/* Differs from one beginning to the next; 0: that one does not observe. From any thread. */
unsigned observe_turn(enum observer observer);

/* Leaves log, options and doors to whom else they serve, or closes them: the process is as before,
 * but for our memory, in which a thread may be. Nothing where that one does not observe. */
void observe_end(enum observer observer);

#endif
