/* SPDX-License-Identifier: Apache-2.0 */
/* Methods' names, as frames of an event tell them. */
#ifndef SPAWNRISK_JVM_NAMES_H
#define SPAWNRISK_JVM_NAMES_H

#include <jvmti.h>
#include <stdbool.h>
#include <stddef.h>

#define METHOD_NAME_BYTES 512

/*
 * "package.Class.method"; what does not fit is cut. Empty for a method that java.lang.StackWalker
 * hides: of reflection, and of classes that the machine makes up. For a thread that may ask. False:
 * it has no name any more.
 */
bool name_of_method(JNIEnv *env, jmethodID method, char name[METHOD_NAME_BYTES]);

#endif
