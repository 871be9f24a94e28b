/* SPDX-License-Identifier: Apache-2.0 */
/* The door through which a JVM loads the library. */
#include "natives.h"

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void)reserved;
    JNIEnv *env;
    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8) != JNI_OK)
        return JNI_ERR;
    return natives_register(env) ? JNI_VERSION_1_8 : JNI_ERR;
}
