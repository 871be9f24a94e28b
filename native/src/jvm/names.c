/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table that is filled once, and in which nothing is replaced: a method's name never changes, and
 * HotSpot gives its id to no other method, not when the class is unloaded either (JDK 17 to 25,
 * Method::clear_jmethod_ids: the memory of ids is never given back).
 */
#include "names.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "host/raw.h"
#include "machine.h"

#define PLACES 2048U
#define LOOKED 8U
#define KEPT   120U /* of a name; a longer one is asked for each time */

struct place {
    _Atomic(jmethodID) method; /* NULL: free */
    atomic_bool is_ready;
    char name[KEPT];
};

static _Atomic(struct place *) shared;

static struct place *table(void)
{
    struct place *none = NULL, *known = atomic_load(&shared);
    if (known != NULL)
        return known;
    struct place *mapped = raw_map(PLACES * sizeof *mapped, MAP_PRIVATE | MAP_NORESERVE);
    if (mapped == NULL || atomic_compare_exchange_strong(&shared, &none, mapped))
        return mapped;
    raw_unmap(mapped, PLACES * sizeof *mapped);
    return none;
}

static struct place *place_of(struct place *places, jmethodID method, unsigned step)
{
    uintptr_t hash = ((uintptr_t)method >> 3) * 0x9e3779b97f4a7c15U;
    return &places[((hash >> 32) + step) % PLACES];
}

static bool look_up(struct place *places, jmethodID method, char *name)
{
    for (unsigned step = 0; step < LOOKED; step++) {
        struct place *place = place_of(places, method, step);
        if (atomic_load(&place->method) != method)
            continue;
        if (!atomic_load(&place->is_ready))
            return false;
        memcpy(name, place->name, KEPT);
        return true;
    }
    return false;
}

static void keep(struct place *places, jmethodID method, const char *name)
{
    size_t length = strlen(name);
    for (unsigned step = 0; length < KEPT && step < LOOKED; step++) {
        struct place *place = place_of(places, method, step);
        jmethodID nobody = NULL;
        if (atomic_compare_exchange_strong(&place->method, &nobody, method)) {
            memcpy(place->name, name, length + 1);
            atomic_store(&place->is_ready, true);
            return;
        }
        if (nobody == method)
            return;
    }
}

/* What StackWalker passes over without SHOW_REFLECT_FRAMES and SHOW_HIDDEN_FRAMES: reflection, what
 * method handles are made of, and how threads get to their run (@Hidden in the JDK's sources). */
static bool is_hidden(const char *name)
{
    static const char *const starts[] = {"jdk.internal.reflect.",
                                         "java.lang.reflect.Method.",
                                         "java.lang.reflect.Constructor.",
                                         "java.lang.invoke.LambdaForm",
                                         "java.lang.invoke.DirectMethodHandle$Holder.",
                                         "java.lang.invoke.DelegatingMethodHandle$Holder.",
                                         "java.lang.invoke.Invokers$Holder.",
                                         "java.lang.invoke.VarHandleGuards.",
                                         "java.security.AccessController.executePrivileged",
                                         "java.lang.Thread.runWith",
                                         "java.lang.ScopedValue$Carrier.runWith",
                                         "java.lang.VirtualThread$VThreadContinuation",
                                         "jdk.internal.vm.Continuation.enter"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(name, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* From "Lpackage/Class;" and "method". The signature of a hidden class, which the machine makes up,
 * has a dot in it (JVMTI, GetClassSignature). */
static void join(char *name, const char *signature, const char *method)
{
    char *at = name, *end = name + METHOD_NAME_BYTES - 1;
    bool is_made_up = strchr(signature, '.') != NULL;
    for (signature++; at < end && *signature != ';' && *signature != '\0'; signature++)
        *at++ = *signature == '/' ? '.' : *signature;
    if (at < end)
        *at++ = '.';
    while (at < end && *method != '\0')
        *at++ = *method++;
    *at = '\0';
    if (is_made_up || is_hidden(name))
        *name = '\0';
}

static bool ask(JNIEnv *env, jmethodID method, char *name)
{
    jvmtiEnv *tools = machine_tools();
    jclass type;
    char *signature = NULL, *own = NULL;
    if ((*tools)->GetMethodDeclaringClass(tools, method, &type) != JVMTI_ERROR_NONE)
        return false;
    bool known = (*tools)->GetClassSignature(tools, type, &signature, NULL) == JVMTI_ERROR_NONE &&
                 (*tools)->GetMethodName(tools, method, &own, NULL, NULL) == JVMTI_ERROR_NONE;
    if (known)
        join(name, signature, own);
    (*tools)->Deallocate(tools, (unsigned char *)signature);
    (*tools)->Deallocate(tools, (unsigned char *)own);
    (*env)->DeleteLocalRef(env, type);
    return known;
}

bool name_of_method(JNIEnv *env, jmethodID method, char name[METHOD_NAME_BYTES])
{
    struct place *places = table();
    if (places != NULL && look_up(places, method, name))
        return true;
    if (!ask(env, method, name))
        return false;
    if (places != NULL)
        keep(places, method, name);
    return true;
}
