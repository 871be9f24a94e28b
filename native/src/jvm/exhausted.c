/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Behind forkAndExec the JDK makes the streams, and has a thread reap the child (ProcessImpl,
 * initStreams). The advice on ProcessBuilder sees what is thrown there; the native method is over
 * by then. That a thread is there, and not in another start of its own, is seen on its stack.
 */
#include "exhausted.h"

#include <string.h>

#include "machine.h"
#include "names.h"
#include "spawn.h"

#define FRAMES_ASKED 64

static jfieldID thread_number; /* Thread.tid */

/* A virtual thread may have changed its carrier since: then its child's loss is not told. */
static __thread struct {
    uint64_t spawn; /* 0: none */
    jlong thread;
} last __attribute__((tls_model("initial-exec")));

bool exhausted_prepare(JNIEnv *env)
{
    jclass type = thread_number == NULL ? (*env)->FindClass(env, "java/lang/Thread") : NULL;
    if (type != NULL)
        thread_number = (*env)->GetFieldID(env, type, "tid", "J");
    (*env)->DeleteLocalRef(env, type);
    (*env)->ExceptionClear(env);
    return thread_number != NULL;
}

static jlong number_of_current(jvmtiEnv *tools, JNIEnv *env)
{
    jthread thread;
    if ((*tools)->GetCurrentThread(tools, &thread) != JVMTI_ERROR_NONE)
        return 0;
    jlong number = (*env)->GetLongField(env, thread, thread_number);
    (*env)->DeleteLocalRef(env, thread);
    return number;
}

void exhausted_expect(JNIEnv *env, uint64_t number)
{
    last.spawn = number;
    last.thread = number_of_current(machine_tools(), env);
}

static bool is_making_streams(jvmtiEnv *tools, JNIEnv *env)
{
    jvmtiFrameInfo found[FRAMES_ASKED];
    char name[METHOD_NAME_BYTES];
    jint count = 0;
    if ((*tools)->GetStackTrace(tools, NULL, 0, FRAMES_ASKED, found, &count) != JVMTI_ERROR_NONE)
        return false;
    for (jint i = 0; i < count; i++)
        if (name_of_method(env, found[i].method, name) &&
            strcmp(name, "java.lang.ProcessImpl.initStreams") == 0)
            return true;
    return false;
}

void JNICALL exhausted_heard(jvmtiEnv *tools, JNIEnv *env, jint flags, const void *reserved,
                             const char *description)
{
    (void)flags;
    (void)reserved;
    (void)description;
    uint64_t number = last.spawn;
    if (number == 0 || last.thread != number_of_current(tools, env) ||
        !is_making_streams(tools, env))
        return;
    last.spawn = 0;
    spawn_tell_unstarted(number, "java.lang.OutOfMemoryError", 0);
}
