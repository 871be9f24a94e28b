/* SPDX-License-Identifier: Apache-2.0 */
/* An agent that hears how the native method behind ProcessBuilder is bound, and puts a function of
 * its own before what it was to be bound to: one that writes a byte to the file which its options
 * name. */
#include <fcntl.h>
#include <jvmti.h>
#include <string.h>
#include <unistd.h>

typedef jint JNICALL launch_function(JNIEnv *env, jobject process, jint mode, jbyteArray helper,
                                     jbyteArray program, jbyteArray arguments, jint argument_count,
                                     jbyteArray environment, jint variables, jbyteArray directory,
                                     jintArray streams, jboolean merged);

static launch_function *next;
static int counted;

static jint JNICALL count(JNIEnv *env, jobject process, jint mode, jbyteArray helper,
                          jbyteArray program, jbyteArray arguments, jint argument_count,
                          jbyteArray environment, jint variables, jbyteArray directory,
                          jintArray streams, jboolean merged)
{
    (void)!write(counted, "x", 1);
    return next(env, process, mode, helper, program, arguments, argument_count, environment,
                variables, directory, streams, merged);
}

static void JNICALL wrap(jvmtiEnv *tools, JNIEnv *env, jthread thread, jmethodID method,
                         void *address, void **bound)
{
    char *name;
    (void)env;
    (void)thread;
    if ((*tools)->GetMethodName(tools, method, &name, NULL, NULL) != JVMTI_ERROR_NONE)
        return;
    if (strcmp(name, "forkAndExec") == 0) {
        next = (launch_function *)address;
        *bound = (void *)count;
    }
    (*tools)->Deallocate(tools, (unsigned char *)name);
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM *vm, char *options, void *reserved)
{
    jvmtiEnv *tools;
    jvmtiCapabilities wanted = {.can_generate_native_method_bind_events = 1};
    jvmtiEventCallbacks callbacks = {.NativeMethodBind = wrap};
    (void)reserved;
    counted = open(options, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return (*vm)->GetEnv(vm, (void **)&tools, JVMTI_VERSION_1_2) != JNI_OK ||
           (*tools)->AddCapabilities(tools, &wanted) != JVMTI_ERROR_NONE ||
           (*tools)->SetEventCallbacks(tools, &callbacks, sizeof callbacks) != JVMTI_ERROR_NONE ||
           (*tools)->SetEventNotificationMode(tools, JVMTI_ENABLE, JVMTI_EVENT_NATIVE_METHOD_BIND,
                                              NULL) != JVMTI_ERROR_NONE;
}
