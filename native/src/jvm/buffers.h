/* SPDX-License-Identifier: Apache-2.0 */
/* What java.nio has in buffers outside of the heap. */
#ifndef SPAWNRISK_JVM_BUFFERS_H
#define SPAWNRISK_JVM_BUFFERS_H

#include <jni.h>
#include <stdint.h>

/* In bytes; UNKNOWN where this JDK keeps count elsewhere. */
struct buffers {
    uint64_t direct, mapped;
};

/* As BufferPoolMXBean.getMemoryUsed of both. From a thread of the machine's that runs native code,
 * on no spawn's path; no class is loaded or initialized by this. */
struct buffers buffers_read(JNIEnv *env);

#endif
