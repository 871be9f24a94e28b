/* SPDX-License-Identifier: Apache-2.0 */
/* By JNI, JVMTI, and the fields of HotSpot's thread that its structs.h knows. */
#include "machine.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "collections.h"
#include "handlers.h"
#include "heap.h"
#include "host/raw.h"
#include "interpose/symbols.h"
#include "launch.h"
#include "sampler.h"
#include "structs.h"

/* _thread_in_native (HotSpot, globalDefinitions.hpp). */
#define IN_NATIVE 4

/* Left of the stack: HotSpot's guard zones and shadow pages, 96 KiB by default (globals_x86.hpp),
 * and what a walk takes. */
#define STACK_NEEDED (160UL * 1024)

/* Between a door and the last Java frame lies a native method with its buffers. What is more is not
 * looked through. */
#define STACK_LOOKED (256UL * 1024)

static struct {
    JavaVM *vm;
    jvmtiEnv *tools;
    struct extent code, launcher;
    void *launches; /* the launcher's function */
    struct thread_layout layout;
    _Atomic intptr_t environment; /* where it lies in its thread; 0: not known */
    pid_t pid;
} machine;

static void find_environment(JNIEnv *env, jthread thread)
{
    jclass type = (*env)->FindClass(env, "java/lang/Thread");
    jfieldID field = type == NULL ? NULL : (*env)->GetFieldID(env, type, "eetop", "J");
    jlong address = field == NULL ? 0 : (*env)->GetLongField(env, thread, field);
    if (address != 0)
        atomic_store(&machine.environment, (intptr_t)env - (intptr_t)address);
    (*env)->ExceptionClear(env);
    (*env)->DeleteLocalRef(env, type);
}

/* Loaded by then, and for good. */
static void find_launcher(void)
{
    void *library = dlopen("libjava.so", RTLD_LAZY | RTLD_NOLOAD);
    void *launch =
        library == NULL ? NULL : dlsym(library, "Java_java_lang_ProcessImpl_forkAndExec");
    if (launch != NULL)
        machine.launcher = symbol_extent(launch);
    machine.launches = launch;
    if (library != NULL)
        dlclose(library);
}

void machine_know(JNIEnv *env, jthread thread)
{
    find_launcher();
    find_environment(env, thread);
}

static void JNICALL begin_life(jvmtiEnv *tools, JNIEnv *env, jthread thread)
{
    (void)tools;
    machine_know(env, thread);
    sampler_live(env);
}

/* From now on the machine may stop for good, and who asks it then never comes back. */
static void JNICALL end_life(jvmtiEnv *tools, JNIEnv *env)
{
    (void)tools;
    (void)env;
    sampler_die();
    atomic_store(&machine.environment, 0);
}

/* Loaded into a running machine: the thread that loads us is one of Java's. */
static void join_life(jvmtiEnv *tools)
{
    JNIEnv *env;
    jthread thread;
    if ((*machine.vm)->GetEnv(machine.vm, (void **)&env, JNI_VERSION_1_8) != JNI_OK ||
        (*tools)->GetCurrentThread(tools, &thread) != JVMTI_ERROR_NONE)
        return;
    machine_know(env, thread);
    (*env)->DeleteLocalRef(env, thread);
}

static const char *prepare(jvmtiEnv *tools)
{
    static const jvmtiEvent events[] = {JVMTI_EVENT_VM_INIT, JVMTI_EVENT_VM_DEATH};
    jvmtiCapabilities wanted = {.can_get_line_numbers = 1, /* the frames of an event name them */
                                .can_generate_garbage_collection_events = 1,
                                .can_generate_native_method_bind_events = 1};
    jvmtiEventCallbacks callbacks = {.VMInit = begin_life,
                                     .VMDeath = end_life,
                                     .NativeMethodBind = launch_heard_bind,
                                     .GarbageCollectionStart = collections_pause_begins,
                                     .GarbageCollectionFinish = collections_pause_ends};
    if ((*tools)->AddCapabilities(tools, &wanted) != JVMTI_ERROR_NONE)
        return "AddCapabilities";
    if ((*tools)->SetEventCallbacks(tools, &callbacks, sizeof callbacks) != JVMTI_ERROR_NONE)
        return "SetEventCallbacks";
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if ((*tools)->SetEventNotificationMode(tools, JVMTI_ENABLE, events[i], NULL) !=
            JVMTI_ERROR_NONE)
            return "SetEventNotificationMode";
    return NULL;
}

const char *machine_meet(JavaVM *vm)
{
    jvmtiEnv *tools;
    jvmtiPhase phase;
    if (machine.tools != NULL)
        return NULL;
    machine.vm = vm;
    machine.pid = raw_getpid();
    machine.code = symbol_extent((const void *)(*vm)->GetEnv);
    if (!structs_read(&machine.layout))
        return "gHotSpotVMStructs";
    if ((*vm)->GetEnv(vm, (void **)&tools, JVMTI_VERSION_1_2) != JNI_OK)
        return "GetEnv";
    const char *failed = prepare(tools);
    if (failed != NULL) {
        (*tools)->DisposeEnvironment(tools);
        return failed;
    }
    machine.tools = tools;
    heap_prepare();
    if ((*tools)->GetPhase(tools, &phase) == JVMTI_ERROR_NONE && phase == JVMTI_PHASE_LIVE)
        join_life(tools);
    return NULL;
}

static bool hear(jvmtiEvent event, bool heard)
{
    return machine.tools != NULL &&
           (*machine.tools)
                   ->SetEventNotificationMode(machine.tools, heard ? JVMTI_ENABLE : JVMTI_DISABLE,
                                              event, NULL) == JVMTI_ERROR_NONE;
}

void machine_hear_collections(bool heard)
{
    /* A pause may come between the two: no beginning is heard without its end. */
    static const jvmtiEvent events[] = {JVMTI_EVENT_GARBAGE_COLLECTION_FINISH,
                                        JVMTI_EVENT_GARBAGE_COLLECTION_START};
    bool told = hear(events[heard ? 0 : 1], heard) && hear(events[heard ? 1 : 0], heard);
    collections_watch(heard && told);
}

void machine_hear_launches(bool heard)
{
    (void)hear(JVMTI_EVENT_NATIVE_METHOD_BIND, heard);
}

bool machine_lives(void)
{
    return atomic_load(&machine.environment) != 0;
}

jvmtiEnv *machine_tools(void)
{
    return machine.tools;
}

static bool is_in(const struct extent *extent, const void *address)
{
    return (uintptr_t)address >= extent->start && (uintptr_t)address < extent->end;
}

bool machine_is_at(const void *address)
{
    return is_in(&machine.code, address);
}

bool machine_launches_at(const void *address)
{
    return is_in(&machine.launcher, address);
}

void *machine_launcher(void)
{
    return machine.launches;
}

static uintptr_t word_of(uintptr_t thread, uint64_t offset)
{
    return *(const volatile uintptr_t *)(thread + offset);
}

static bool has_its_own_stack(uintptr_t thread, const void *caller)
{
    uintptr_t base = word_of(thread, machine.layout.stack_base);
    uintptr_t size = word_of(thread, machine.layout.stack_size);
    uintptr_t last = word_of(thread, machine.layout.last_frame);
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    if (here >= base || here < base - size + STACK_NEEDED)
        return false;
    if (last <= here || last > base)
        last = base;
    return last - here <= STACK_LOOKED &&
           !handlers_are_between((const uintptr_t *)here, (const uintptr_t *)last, caller);
}

JNIEnv *machine_ask(const void *caller)
{
    JNIEnv *env;
    intptr_t offset = atomic_load_explicit(&machine.environment, memory_order_relaxed);
    if (machine.tools == NULL || offset == 0 || machine_is_at(caller) ||
        (*machine.vm)->GetEnv(machine.vm, (void **)&env, JNI_VERSION_1_8) != JNI_OK)
        return NULL;
    uintptr_t thread = (uintptr_t)env - (uintptr_t)offset;
    int state = *(const volatile int *)(thread + machine.layout.state);
    if (state != IN_NATIVE || raw_getpid() != machine.pid || !has_its_own_stack(thread, caller))
        return NULL;
    return env;
}
