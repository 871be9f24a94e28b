/* SPDX-License-Identifier: Apache-2.0 */
/*
 * By the functions that HotSpot has for the JDK's own beans (libmanagement, jmm.h), which have a
 * number that is another one wherever they are not the same: no bean is made, and so neither the
 * platform's server nor its logging.
 */
#include "management.h"

#include <dlfcn.h>
#include <stddef.h>

#include "memory/facts.h"

#define LIVE_THREADS 4 /* JMM_THREAD_LIVE_COUNT */

/* jmmVMGlobal. */
struct global {
    jstring name; /* NULL: this machine has none of that name */
    jvalue value;
    int type, origin;
    unsigned flags;
    void *reserved[2];
};

typedef void *JNICALL table_function(jint version);
typedef jint JNICALL version_function(JNIEnv *env);
typedef jobject JNICALL usage_function(JNIEnv *env, jboolean of_the_heap);
typedef jlong JNICALL number_function(JNIEnv *env, jobject of, jint which);
typedef jint JNICALL globals_function(JNIEnv *env, jobjectArray names, struct global *globals,
                                      jint count);

/* A version's table, and where in it the functions stand: of JDK 14 to 20, and of 21 to 25 at
 * least. */
struct version {
    jint number;
    int own, usage, count, globals;
};
static const struct version versions[] = {{0x20040000, 2, 12, 13, 20}, {0x20030000, 2, 11, 12, 19}};

/* NULL: the machine has another version. */
static usage_function *memory_usage;
static number_function *number_of;
static globals_function *globals_of;
static bool has_no_usage; /* a runtime without java.management */

static bool take(JNIEnv *env, table_function *get, const struct version *version)
{
    void *const *functions = (void *const *)get(version->number);
    if (functions == NULL || ((version_function *)functions[version->own])(env) != version->number)
        return false;
    memory_usage = (usage_function *)functions[version->usage];
    number_of = (number_function *)functions[version->count];
    globals_of = (globals_function *)functions[version->globals];
    return true;
}

void management_prepare(JNIEnv *env)
{
    void *machine = dlopen("libjvm.so", RTLD_LAZY | RTLD_NOLOAD);
    if (machine == NULL)
        return;
    table_function *get = (table_function *)dlsym(machine, "JVM_GetManagement");
    for (size_t i = 0; get != NULL && i < sizeof versions / sizeof *versions; i++)
        if (take(env, get, &versions[i]))
            break;
    dlclose(machine); /* never unloaded */
}

static jobjectArray names_of(JNIEnv *env, const char *const *names, jint count)
{
    jclass type = (*env)->FindClass(env, "java/lang/String");
    jobjectArray array =
        type == NULL ? NULL : (*env)->NewObjectArray(env, count, type, (jobject)NULL);
    for (jint i = 0; array != NULL && i < count; i++) {
        jstring name = (*env)->NewStringUTF(env, names[i]);
        if (name == NULL)
            return NULL;
        (*env)->SetObjectArrayElement(env, array, i, name);
    }
    return array;
}

const char *management_collector(JNIEnv *env)
{
    enum { COLLECTORS = 6 };
    static const char *const options[COLLECTORS] = {
        "UseSerialGC", "UseParallelGC", "UseG1GC", "UseZGC", "UseEpsilonGC", "UseShenandoahGC"};
    static const char *const collectors[COLLECTORS] = {"Serial", "Parallel", "G1",
                                                       "Z",      "Epsilon",  "Shenandoah"};
    const char *used = "unknown";
    struct global found[COLLECTORS] = {{0}};
    if (globals_of == NULL || (*env)->PushLocalFrame(env, 2 * COLLECTORS + 2) != JNI_OK)
        return used;
    jobjectArray names = names_of(env, options, COLLECTORS);
    if (names != NULL)
        (void)globals_of(env, names, found, COLLECTORS);
    for (int i = 0; i < COLLECTORS && !(*env)->ExceptionCheck(env); i++)
        if (found[i].name != NULL && found[i].value.z)
            used = collectors[i];
    (*env)->ExceptionClear(env);
    (void)(*env)->PopLocalFrame(env, NULL);
    return used;
}

uint64_t management_live_threads(JNIEnv *env)
{
    jlong count = number_of == NULL ? -1 : number_of(env, NULL, LIVE_THREADS);
    return count < 0 ? UNKNOWN : (uint64_t)count;
}

static jlong committed_of(JNIEnv *env, jobject usage)
{
    jclass type = (*env)->GetObjectClass(env, usage);
    jfieldID committed = (*env)->GetFieldID(env, type, "committed", "J");
    jlong bytes = committed == NULL ? -1 : (*env)->GetLongField(env, usage, committed);
    (*env)->DeleteLocalRef(env, type);
    return bytes;
}

/* MemoryUsage refuses figures that do not fit together, as they may while pools grow. */
uint64_t management_non_heap_committed(JNIEnv *env)
{
    static uint64_t known = UNKNOWN;
    if (memory_usage == NULL || has_no_usage)
        return UNKNOWN;
    jobject usage = memory_usage(env, JNI_FALSE);
    if (usage != NULL) {
        jlong bytes = committed_of(env, usage);
        known = bytes < 0 ? known : (uint64_t)bytes;
        (*env)->DeleteLocalRef(env, usage);
    }
    jthrowable thrown = (*env)->ExceptionOccurred(env);
    (*env)->ExceptionClear(env);
    if (thrown != NULL) {
        jclass missing = (*env)->FindClass(env, "java/lang/LinkageError");
        has_no_usage = missing != NULL && (*env)->IsInstanceOf(env, thrown, missing);
        (*env)->DeleteLocalRef(env, missing);
        (*env)->DeleteLocalRef(env, thrown);
    }
    return known;
}
