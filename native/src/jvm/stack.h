/* SPDX-License-Identifier: Apache-2.0 */
/* The Java stack of the calling thread. */
#ifndef SPAWNRISK_JVM_STACK_H
#define SPAWNRISK_JVM_STACK_H

#include <jvmti.h>
#include <stdbool.h>
#include <stddef.h>

#define STACK_TEXT_BYTES  1800 /* leaves an event line room for its facts */
#define THREAD_NAME_BYTES 256

/* Each for a thread that may ask (machine.h), and by JVMTI of the thread itself: nothing waits for
 * a safepoint. They allocate. */

/* Frames as in caller_context; empty where there is no Java frame. False: it is not known. */
bool stack_read(JNIEnv *env, char frames[STACK_TEXT_BYTES]);

/* The thread's name, a virtual one's where one runs. */
bool stack_read_thread(JNIEnv *env, char name[THREAD_NAME_BYTES], bool *is_virtual);

#endif
