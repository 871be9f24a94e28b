/* SPDX-License-Identifier: Apache-2.0 */
/* Reads now and then what the machine as a whole is like (state.h). */
#ifndef SPAWNRISK_JVM_SAMPLER_H
#define SPAWNRISK_JVM_SAMPLER_H

#include <jni.h>

/* From now on, or from the moment that the machine lives: has it read, once at once and then every
 * 100 ms in a thread of the machine's, "spawnrisk-sampler". From Agent_OnLoad, or while the machine
 * lives. Idempotent. */
void sampler_want(JavaVM *vm);

/* The machine's VMInit. */
void sampler_live(JNIEnv *env);

/* The thread is gone when this returns, but at the machine's death, at which it is only told to. */
void sampler_dismiss(void);
void sampler_die(void);

#endif
