/* SPDX-License-Identifier: Apache-2.0 */
/* By the fields that are behind the JDK's BufferPoolMXBeans (JDK 17 to 25). What counts in a class
 * that nobody has needed yet is 0. */
#include "buffers.h"

#include <dlfcn.h>
#include <jvmti.h>
#include <stdbool.h>
#include <stddef.h>

#include "machine.h"
#include "memory/facts.h"

struct pool {
    const char *type, *field, *signature;
    jclass found; /* of the boot loader, which unloads none; NULL: not initialized yet */
    jfieldID id;
};

static struct pool direct = {.type = "java.nio.Bits",
                             .field = "RESERVED_MEMORY",
                             .signature = "Ljava/util/concurrent/atomic/AtomicLong;"};
static struct pool mapped = {
    .type = "sun.nio.ch.FileChannelImpl$DefaultUnmapper", .field = "totalSize", .signature = "J"};

/* What Class.forName would, but for that it loads none. */
static jclass find_loaded(JNIEnv *env, const char *name)
{
    typedef jclass JNICALL find_function(JNIEnv * env, jobject loader, jstring name);
    static find_function *find;
    if (find == NULL) {
        void *java = dlopen("libjvm.so", RTLD_LAZY | RTLD_NOLOAD);
        if (java == NULL)
            return NULL;
        find = (find_function *)dlsym(java, "JVM_FindLoadedClass");
        dlclose(java); /* never unloaded */
    }
    jstring text = find == NULL ? NULL : (*env)->NewStringUTF(env, name);
    jclass found = text == NULL ? NULL : find(env, NULL, text);
    (*env)->DeleteLocalRef(env, text);
    return found;
}

static bool is_initialized(jclass type)
{
    jvmtiEnv *tools = machine_tools();
    jint status = 0;
    return (*tools)->GetClassStatus(tools, type, &status) == JVMTI_ERROR_NONE &&
           (status & JVMTI_CLASS_STATUS_INITIALIZED) != 0;
}

static bool find_pool(JNIEnv *env, struct pool *pool)
{
    if (pool->found != NULL)
        return true;
    jclass type = find_loaded(env, pool->type);
    if (type != NULL && is_initialized(type)) {
        pool->id = (*env)->GetStaticFieldID(env, type, pool->field, pool->signature);
        pool->found = (*env)->NewGlobalRef(env, type);
    }
    (*env)->DeleteLocalRef(env, type);
    return pool->found != NULL;
}

static uint64_t counted(JNIEnv *env, jobject count)
{
    jclass type = count == NULL ? NULL : (*env)->GetObjectClass(env, count);
    jfieldID value = type == NULL ? NULL : (*env)->GetFieldID(env, type, "value", "J");
    uint64_t bytes = value == NULL ? UNKNOWN : (uint64_t)(*env)->GetLongField(env, count, value);
    (*env)->DeleteLocalRef(env, type);
    (*env)->DeleteLocalRef(env, count);
    return bytes;
}

static uint64_t read_pool(JNIEnv *env, struct pool *pool)
{
    uint64_t bytes = 0;
    if (find_pool(env, pool)) {
        if (pool->id == NULL)
            bytes = UNKNOWN;
        else if (*pool->signature == 'J')
            bytes = (uint64_t)(*env)->GetStaticLongField(env, pool->found, pool->id);
        else
            bytes = counted(env, (*env)->GetStaticObjectField(env, pool->found, pool->id));
    }
    (*env)->ExceptionClear(env);
    return bytes;
}

struct buffers buffers_read(JNIEnv *env)
{
    return (struct buffers){.direct = read_pool(env, &direct), .mapped = read_pool(env, &mapped)};
}
