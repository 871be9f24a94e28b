/* SPDX-License-Identifier: Apache-2.0 */
/* The JDK's native method that starts processes, with a function of ours before it. */
#ifndef SPAWNRISK_JVM_LAUNCH_H
#define SPAWNRISK_JVM_LAUNCH_H

#include <jvmti.h>

#include "observe.h"

/*
 * From now on each start of a process by Java tells its context here, as the advice on
 * ProcessBuilder does, but where that has told it. type is java.lang.ProcessImpl,
 * which is not initialized by this. Returns NULL, or in a few words why it could not; then nothing
 * is changed and nothing pending. Called by native methods of the boot loader's classes: HotSpot
 * prints a warning where another class has a native method of java.base registered
 * (jni_RegisterNatives).
 */
const char *launch_take(JNIEnv *env, jclass type, enum observer observer);

/* Gives the method back to the JDK's function, if nobody else has or had it. Who is in a start ends
 * it well. */
void launch_give_back(JNIEnv *env, jclass type, enum observer observer);

/*
 * The same for an agent without Java: what is bound to the method later, as a rule the JDK's
 * function at the first start of a process, finds ours before it, and the method stays bound so for
 * good. Where it was bound before, starts are told as those of native code are. From Agent_OnLoad,
 * or while the machine lives.
 */
void launch_await(enum observer observer);

/* Starts pass through untold, if nobody else has taken the method, which stays bound. */
void launch_ignore(enum observer observer);

/* The machine's NativeMethodBind. Who binds a function of its own to the method meanwhile has it
 * called behind ours, and finds it bound once the method is given back. */
void JNICALL launch_heard_bind(jvmtiEnv *tools, JNIEnv *env, jthread thread, jmethodID method,
                               void *address, void **bound);

#endif
