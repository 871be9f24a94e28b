/* SPDX-License-Identifier: Apache-2.0 */
/* The native methods of io.github.spawnrisk.bridge.Native. */
#ifndef SPAWNRISK_JVM_NATIVES_H
#define SPAWNRISK_JVM_NATIVES_H

#include <jni.h>
#include <stdbool.h>

/*
 * Registers them, rather than leaving them to be linked by name: JDK 24 and later warn of native
 * methods that are linked, not of those that are registered (JEP 472). False with a pending
 * Java exception where the class or a method is missing.
 */
bool natives_register(JNIEnv *env);

#endif
