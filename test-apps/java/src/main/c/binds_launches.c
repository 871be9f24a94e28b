/* SPDX-License-Identifier: Apache-2.0 */
/* An agent that binds a function of its own to the native method behind ProcessBuilder: one that
 * writes a byte to the file which its options name, and calls the JDK's. */
#include <dlfcn.h>
#include <fcntl.h>
#include <jni.h>
#include <unistd.h>

typedef jint JNICALL launch_function(JNIEnv *env, jobject process, jint mode, jbyteArray helper,
                                     jbyteArray program, jbyteArray arguments, jint argument_count,
                                     jbyteArray environment, jint variables, jbyteArray directory,
                                     jintArray streams, jboolean merged);

static launch_function *of_the_jdk;
static int counted;

static jint JNICALL count(JNIEnv *env, jobject process, jint mode, jbyteArray helper,
                          jbyteArray program, jbyteArray arguments, jint argument_count,
                          jbyteArray environment, jint variables, jbyteArray directory,
                          jintArray streams, jboolean merged)
{
    (void)!write(counted, "x", 1);
    return of_the_jdk(env, process, mode, helper, program, arguments, argument_count, environment,
                      variables, directory, streams, merged);
}

JNIEXPORT jint JNICALL Agent_OnAttach(JavaVM *vm, char *options, void *reserved)
{
    static const JNINativeMethod method = {"forkAndExec", "(I[B[B[BI[BI[B[IZ)I", (void *)count};
    JNIEnv *env;
    (void)reserved;
    counted = open(options, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    of_the_jdk = (launch_function *)dlsym(dlopen("libjava.so", RTLD_LAZY | RTLD_NOLOAD),
                                          "Java_java_lang_ProcessImpl_forkAndExec");
    (void)(*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8);
    return (*env)->RegisterNatives(env, (*env)->FindClass(env, "java/lang/ProcessImpl"), &method,
                                   1);
}
