/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ProcessImpl.forkAndExec, which the Java of ProcessBuilder, Runtime.exec and startPipeline calls.
 *
 * 1. RegisterNatives stops nobody (HotSpot, Method::set_native_function), where to redefine a class
 *    is a safepoint of tens of milliseconds.
 * 2. The JDK's function gets its arguments as they came, and what it throws is left as it is.
 * 3. What is told of them is read before the call and after it, in frames that are gone during it:
 *    who is near its stack's end has as much left as without us, but for a few words.
 * 4. A virtual thread keeps its carrier as long as it is in a native method.
 * 5. What the method was bound to before cannot be asked for; what is bound later is heard.
 */
#include "launch.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "context.h"
#include "failure.h"
#include "heap.h"
#include "machine.h"
#include "memory/facts.h"
#include "names.h"
#include "spawn.h"
#include "stack.h"
#include "state.h"
#include "streams.h"

#define LONGEST_COMMAND 1024
#define COMMAND_BYTES   (LONGEST_COMMAND + 4)
#define ARGUMENTS_BYTES 1024
#define METHOD          "forkAndExec"
#define SIGNATURE       "(I[B[B[BI[BI[B[IZ)I" /* of JDK 9 to 25 at least */

typedef jint JNICALL launch_function(JNIEnv *env, jobject process, jint mode, jbyteArray helper,
                                     jbyteArray program, jbyteArray arguments, jint argument_count,
                                     jbyteArray environment, jint variables, jbyteArray directory,
                                     jintArray streams, jboolean merged);

/* The JDK's, or what another agent has bound since. */
static _Atomic(launch_function *) original;
static atomic_uint takers; /* a bit for each observer */
/* What was heard as the JDK bound it can't be given back: another agent that hears it too may have
 * put a function of its own before ours, and calls itself without end where it is bound that one.
 */
static atomic_bool stays_bound;

/* What of a call is told. */
struct launch {
    jbyteArray program, arguments;
    jint argument_count; /* without the program's name */
    bool has_environment, changes_directory, merged;
    jint variables;
    jintArray streams;
};

/* The bytes of an array, as many as there is room for. */
static size_t copy(JNIEnv *env, jbyteArray array, char *room, size_t size)
{
    size_t length = (size_t)(*env)->GetArrayLength(env, array);
    if (length > size)
        length = size;
    (*env)->GetByteArrayRegion(env, array, 0, (jsize)length, (jbyte *)room);
    return length;
}

/* Of a longer path the name is not in what is copied. */
static const char *copy_command(JNIEnv *env, jbyteArray program, char room[COMMAND_BYTES])
{
    if ((*env)->GetArrayLength(env, program) >= LONGEST_COMMAND)
        return "";
    room[copy(env, program, room, LONGEST_COMMAND)] = '\0';
    return redact_path(room);
}

/* The program and its arguments have a NUL behind each; the context has none behind the last. */
static size_t copy_arguments(JNIEnv *env, const struct launch *launch, char room[ARGUMENTS_BYTES])
{
    size_t length = copy(env, launch->program, room, ARGUMENTS_BYTES);
    length += copy(env, launch->arguments, room + length, ARGUMENTS_BYTES - length);
    return length == 0 ? 0 : length - 1;
}

/* frames: the first one is the public function of ProcessBuilder that was called. */
static bool copy_streams(JNIEnv *env, const struct launch *launch, const char *frames,
                         char kinds[STREAM_KINDS_BYTES])
{
    static const char pipeline[] = "java.lang.ProcessBuilder.startPipeline";
    jint fds[3];
    if ((*env)->GetArrayLength(env, launch->streams) != 3)
        return false;
    (*env)->GetIntArrayRegion(env, launch->streams, 0, 3, fds);
    stream_kinds(fds, launch->merged, strncmp(frames, pipeline, sizeof pipeline - 1) == 0, kinds);
    return true;
}

/* Returns a token of context.h. */
static __attribute__((noinline)) uint64_t begin(JNIEnv *env, const struct launch *launch)
{
    char thread[THREAD_NAME_BYTES], frames[STACK_TEXT_BYTES], kinds[STREAM_KINDS_BYTES];
    char command[COMMAND_BYTES], arguments[ARGUMENTS_BYTES];
    bool is_virtual, with_arguments = spawn_logs_arguments();
    if (!stack_read_thread(env, thread, &is_virtual) || !stack_read(env, frames) ||
        !copy_streams(env, launch, frames, kinds))
        return 0;
    const char *name = copy_command(env, launch->program, command);
    struct heap heap = heap_read();
    struct java_context given = {
        .thread = thread,
        .thread_bytes = strlen(thread),
        .command = name,
        .command_bytes = strlen(name),
        .arguments = with_arguments ? arguments : NULL,
        .arguments_bytes = with_arguments ? copy_arguments(env, launch, arguments) : 0,
        .frames = frames,
        .frames_bytes = strlen(frames),
        .is_virtual = is_virtual,
        .argument_count = launch->argument_count + 1L,
        .heap_used = heap.used,
        .heap_committed = heap.committed,
        .heap_max = heap.max,
        .non_heap_committed = state_non_heap_committed(),
        .redirects = kinds,
        .redirects_bytes = strlen(kinds),
        .changes_directory = launch->changes_directory,
        .environment = launch->has_environment ? (uint64_t)launch->variables : UNKNOWN,
    };
    return context_enter(&given);
}

static __attribute__((noinline)) void end(JNIEnv *env, uint64_t token)
{
    uint64_t number = (*env)->ExceptionCheck(env) ? context_taker(token) : 0;
    if (number != 0)
        failure_tell(env, number);
    context_leave(token);
}

static jint JNICALL launch(JNIEnv *env, jobject process, jint mode, jbyteArray helper,
                           jbyteArray program, jbyteArray arguments, jint argument_count,
                           jbyteArray environment, jint variables, jbyteArray directory,
                           jintArray streams, jboolean merged)
{
    uint64_t token = 0;
    if (atomic_load(&takers) != 0 && !context_is_entered() && program != NULL &&
        arguments != NULL && streams != NULL)
        token = begin(env, &(struct launch){.program = program,
                                            .arguments = arguments,
                                            .argument_count = argument_count,
                                            .has_environment = environment != NULL,
                                            .variables = variables,
                                            .changes_directory = directory != NULL,
                                            .streams = streams,
                                            .merged = merged});
    launch_function *next = atomic_load(&original);
    jint child = next(env, process, mode, helper, program, arguments, argument_count, environment,
                      variables, directory, streams, merged);
    if (token != 0)
        end(env, token);
    return child;
}

/* False: the class has no such native method. Nothing is pending then. */
static bool register_as(JNIEnv *env, jclass type, launch_function *function)
{
    const JNINativeMethod method = {METHOD, SIGNATURE, (void *)function};
    bool bound = (*env)->RegisterNatives(env, type, &method, 1) == JNI_OK;
    if (!bound)
        (*env)->ExceptionClear(env);
    return bound;
}

static void add_taker(enum observer observer)
{
    atomic_fetch_or(&takers, 1U << observer);
    machine_hear_launches(true);
}

/* Whether it was the last one. */
static bool remove_taker(enum observer observer)
{
    unsigned bit = 1U << observer;
    bool was_alone = atomic_fetch_and(&takers, ~bit) == bit;
    if (was_alone)
        machine_hear_launches(false);
    return was_alone;
}

const char *launch_take(JNIEnv *env, jclass type, enum observer observer)
{
    JavaVM *vm;
    if ((*env)->GetJavaVM(env, &vm) != JNI_OK || machine_meet(vm) != NULL)
        return "this JVM is asked for no Java stacks";
    if (atomic_load(&original) == NULL)
        atomic_store(&original, (launch_function *)machine_launcher());
    if (atomic_load(&original) == NULL)
        return "libjava.so has no Java_java_lang_ProcessImpl_forkAndExec";
    if (!failure_prepare(env))
        return "java.lang.Throwable has no detailMessage";
    if (!atomic_load(&stays_bound) && !register_as(env, type, launch))
        return "java.lang.ProcessImpl has another forkAndExec";
    add_taker(observer);
    return NULL;
}

void launch_give_back(JNIEnv *env, jclass type, enum observer observer)
{
    if (remove_taker(observer) && !atomic_load(&stays_bound))
        (void)register_as(env, type, atomic_load(&original));
}

void launch_await(enum observer observer)
{
    add_taker(observer);
}

void launch_ignore(enum observer observer)
{
    (void)remove_taker(observer);
}

/* Its name and signature first: of all the methods that are bound they are that of few. */
static bool is_the_launcher(jvmtiEnv *tools, JNIEnv *env, jmethodID method)
{
    char *own, *signature, name[METHOD_NAME_BYTES];
    if ((*tools)->GetMethodName(tools, method, &own, &signature, NULL) != JVMTI_ERROR_NONE)
        return false; /* in the first moments of a JVM too, in which nobody starts a process */
    bool may_be = strcmp(own, METHOD) == 0 && strcmp(signature, SIGNATURE) == 0;
    (*tools)->Deallocate(tools, (unsigned char *)own);
    (*tools)->Deallocate(tools, (unsigned char *)signature);
    return may_be && name_of_method(env, method, name) &&
           strcmp(name, "java.lang.ProcessImpl." METHOD) == 0;
}

void JNICALL launch_heard_bind(jvmtiEnv *tools, JNIEnv *env, jthread thread, jmethodID method,
                               void *address, void **bound)
{
    if (atomic_load(&takers) == 0 || address == (void *)launch ||
        !is_the_launcher(tools, env, method))
        return;
    machine_know(env, thread);
    if (!failure_prepare(env))
        return;
    if ((atomic_load(&takers) & 1U << OBSERVER_NATIVE_AGENT) != 0)
        atomic_store(&stays_bound, true);
    atomic_store(&original, (launch_function *)address);
    *bound = (void *)launch;
}
