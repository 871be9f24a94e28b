/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In a thread of its own: to ask for what is committed outside of the heap allocates in the heap,
 * which a thread that spawns must not, as it may be in the midst of a JNI library's critical
 * region.
 */
#include "sampler.h"

#include <jvmti.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "buffers.h"
#include "host/high.h"
#include "host/raw.h"
#include "machine.h"
#include "management.h"
#include "memory/facts.h"
#include "state.h"

#define PAUSE_NS 100000000L

static atomic_uint is_wanted, is_running;
static const char *collector;

static void wait_while(atomic_uint *word, unsigned value, const struct timespec *longest)
{
    (void)raw_syscall(SYS_futex, (long)word, FUTEX_WAIT_PRIVATE, value, (long)longest, 0, 0);
}

static void wake(atomic_uint *word)
{
    (void)raw_syscall(SYS_futex, (long)word, FUTEX_WAKE_PRIVATE, INT_MAX, 0, 0, 0);
}

static void sample(JNIEnv *env)
{
    struct buffers buffers = buffers_read(env);
    struct runtime_state state = {.direct = buffers.direct,
                                  .mapped = buffers.mapped,
                                  .live_threads = management_live_threads(env),
                                  .heap_is_shared = *collector == 'Z'};
    state_keep(&state, management_non_heap_committed(env), collector);
}

static void JNICALL run(jvmtiEnv *tools, JNIEnv *env, void *nothing)
{
    static const struct timespec pause = {.tv_nsec = PAUSE_NS};
    (void)tools;
    (void)nothing;
    high_make_room(); /* not in the thread that starts the application, which would wait */
    while (atomic_load(&is_wanted)) {
        wait_while(&is_wanted, true, &pause);
        if (atomic_load(&is_wanted))
            sample(env);
    }
    atomic_store(&is_running, false);
    wake(&is_running);
}

/* In the topmost group, where no application counts its threads, and heir to nothing. */
static jthread new_thread(jvmtiEnv *tools, JNIEnv *env)
{
    jint count = 0;
    jthreadGroup *groups = NULL;
    if ((*tools)->GetTopThreadGroups(tools, &count, &groups) != JVMTI_ERROR_NONE || count == 0)
        return NULL;
    jclass type = (*env)->FindClass(env, "java/lang/Thread");
    jmethodID make = (*env)->GetMethodID(
        env, type, "<init>", "(Ljava/lang/ThreadGroup;Ljava/lang/Runnable;Ljava/lang/String;JZ)V");
    jstring name = make == NULL ? NULL : (*env)->NewStringUTF(env, "spawnrisk-sampler");
    jthread thread = name == NULL ? NULL
                                  : (*env)->NewObject(env, type, make, groups[0], (jobject)NULL,
                                                      name, (jlong)0, JNI_FALSE);
    (*tools)->Deallocate(tools, (unsigned char *)groups);
    return thread;
}

static void begin(JNIEnv *env)
{
    jvmtiEnv *tools = machine_tools();
    if (tools == NULL || atomic_exchange(&is_running, true) ||
        (*env)->PushLocalFrame(env, 8) != JNI_OK)
        return;
    management_prepare(env);
    collector = management_collector(env);
    sample(env);
    jthread thread = new_thread(tools, env);
    if (thread == NULL || (*tools)->RunAgentThread(tools, thread, run, NULL,
                                                   JVMTI_THREAD_MIN_PRIORITY) != JVMTI_ERROR_NONE)
        atomic_store(&is_running, false);
    (*env)->ExceptionClear(env);
    (void)(*env)->PopLocalFrame(env, NULL);
}

void sampler_live(JNIEnv *env)
{
    if (atomic_load(&is_wanted))
        begin(env);
}

void sampler_want(JavaVM *vm)
{
    JNIEnv *env;
    atomic_store(&is_wanted, true);
    if (machine_lives() && (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8) == JNI_OK)
        begin(env);
}

void sampler_die(void)
{
    atomic_store(&is_wanted, false);
    wake(&is_wanted);
}

void sampler_dismiss(void)
{
    sampler_die();
    while (atomic_load(&is_running))
        wait_while(&is_running, true, NULL);
}
