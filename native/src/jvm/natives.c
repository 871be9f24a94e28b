/* SPDX-License-Identifier: Apache-2.0 */
/* The native methods of io.github.spawnrisk.bridge.Native: each converts and delegates. */
#include "natives.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assess/inspect.h"
#include "collections.h"
#include "context.h"
#include "event/secrets.h"
#include "host/errno_name.h"
#include "interpose/interpose.h"
#include "launch.h"
#include "log/log.h"
#include "log/reporter.h"
#include "management.h"
#include "observe.h"
#include "spawn.h"
#include "state.h"

/* Longer parts of a context are cut: the event line has no room for more. */
#define THREAD_BYTES    256
#define COMMAND_BYTES   512
#define ARGUMENTS_BYTES 1024
#define FRAMES_BYTES    2048
#define REDIRECTS_BYTES 64
#define EXCEPTION_BYTES 256
#define PATH_BYTES      1024

/* A byte array on the C side; a Java null has bytes NULL. */
struct text {
    jbyte *bytes;
    size_t length;
};

/* Copies into room and puts a NUL behind; no pinning, so no garbage collection is held up. */
static struct text copy_text(JNIEnv *env, jbyteArray array, jbyte *room, size_t size)
{
    if (array == NULL)
        return (struct text){0};
    size_t length = (size_t)(*env)->GetArrayLength(env, array);
    if (length > size - 1)
        length = size - 1;
    (*env)->GetByteArrayRegion(env, array, 0, (jsize)length, room);
    room[length] = 0;
    return (struct text){room, length};
}

static uint64_t fact(jlong number)
{
    return number < 0 ? UNKNOWN : (uint64_t)number;
}

static jstring JNICALL version(JNIEnv *env, jclass type)
{
    (void)type;
    return (*env)->NewStringUTF(env, spawnrisk_version);
}

static jstring refuse(JNIEnv *env, const char *what, const char *value, int error)
{
    char line[1400];
    const char *name = errno_name(error);
    (void)snprintf(line, sizeof line, "%s%s (%s)", what, value,
                   name == NULL ? "unknown error" : name);
    return (*env)->NewStringUTF(env, line);
}

/* What else observes this process goes on as it did. */
static void leave_as_before(void)
{
    observe_end(OBSERVER_JAVA_AGENT);
    log_leave(OBSERVER_JAVA_AGENT);
    collections_count(UNKNOWN, UNKNOWN);
    context_forget_given();
    reporter_close();
}

static jstring JNICALL start(JNIEnv *env, jclass type, jbyteArray log, jboolean full_arguments,
                             jbyteArray redact, jboolean exact_facts)
{
    (void)type;
    JavaVM *vm;
    if ((*env)->GetJavaVM(env, &vm) != JNI_OK)
        return refuse(env, "GetJavaVM", "", EINVAL);
    jbyte room[PATH_BYTES + 1], patterns[SECRETS_BYTES];
    if (!secrets_add((const char *)copy_text(env, redact, patterns, sizeof patterns).bytes))
        return refuse(env, "no room for redact=", (const char *)patterns, ENOMEM);
    struct text path = copy_text(env, log, room, sizeof room);
    const char *named = (const char *)path.bytes;
    int error = named == NULL ? 0 : log_for(OBSERVER_JAVA_AGENT, named);
    if (error != 0)
        return refuse(env, "can't write events to log=", named, error);
    error = reporter_open();
    if (error != 0) {
        log_leave(OBSERVER_JAVA_AGENT);
        return refuse(env, "no memory for the event queue", "", error);
    }
    error = observe_begin(OBSERVER_JAVA_AGENT, vm, full_arguments, exact_facts);
    if (error == 0)
        return NULL;
    leave_as_before();
    return refuse(env, "no memory for the list of imports", "", error);
}

static void JNICALL cycles(JNIEnv *env, jclass type, jlong gc_ended_ns, jlong cycles_counted_ns)
{
    (void)env;
    (void)type;
    collections_count(fact(gc_ended_ns), fact(cycles_counted_ns));
}

static jboolean JNICALL collects_in_cycles(JNIEnv *env, jclass type)
{
    (void)type;
    management_prepare(env);
    return strcmp(management_collector(env), "Z") == 0;
}

/* The lines that are in the sink can still be taken. */
static void JNICALL close_doors(JNIEnv *env, jclass type)
{
    (void)env;
    (void)type;
    observe_end(OBSERVER_JAVA_AGENT);
}

static void JNICALL stop(JNIEnv *env, jclass type)
{
    (void)env;
    (void)type;
    leave_as_before();
}

static jclass JNICALL define_boot_class(JNIEnv *env, jclass type, jbyteArray name,
                                        jbyteArray class_file)
{
    (void)type;
    jbyte room[256];
    struct text wanted = copy_text(env, name, room, sizeof room);
    jsize length = (*env)->GetArrayLength(env, class_file);
    jbyte *bytes = malloc((size_t)length);
    if (bytes == NULL)
        return NULL;
    (*env)->GetByteArrayRegion(env, class_file, 0, length, bytes);
    jclass defined = (*env)->DefineClass(env, (const char *)wanted.bytes, NULL, bytes, length);
    free(bytes);
    return defined;
}

static jstring JNICALL take_launches(JNIEnv *env, jclass type, jclass process)
{
    (void)type;
    const char *refusal = launch_take(env, process, OBSERVER_JAVA_AGENT);
    return refusal == NULL ? NULL : (*env)->NewStringUTF(env, refusal);
}

static void JNICALL give_launches_back(JNIEnv *env, jclass type, jclass process)
{
    (void)type;
    launch_give_back(env, process, OBSERVER_JAVA_AGENT);
}

/* Of boot.Launches, which is no class of this library's loader and so not found by JNI_OnLoad. */
static void JNICALL bind_launches(JNIEnv *env, jclass type, jclass launches)
{
    (void)type;
    static const JNINativeMethod methods[] = {
        {"take", "(Ljava/lang/Class;)Ljava/lang/String;", (void *)take_launches},
        {"giveBack", "(Ljava/lang/Class;)V", (void *)give_launches_back},
    };
    (void)(*env)->RegisterNatives(env, launches, methods, sizeof methods / sizeof *methods);
}

static jlong JNICALL enter(JNIEnv *env, jclass type, jbyteArray thread, jboolean is_virtual,
                           jbyteArray command, jint argument_count, jbyteArray arguments,
                           jbyteArray frames, jlong heap_used, jlong heap_committed, jlong heap_max,
                           jboolean changes_directory, jbyteArray redirects, jint environment)
{
    (void)type;
    unsigned turn = observe_turn(OBSERVER_JAVA_AGENT);
    jbyte rooms[THREAD_BYTES + COMMAND_BYTES + ARGUMENTS_BYTES + FRAMES_BYTES],
        kinds[REDIRECTS_BYTES];
    jbyte *commands = rooms + THREAD_BYTES;
    jbyte *lists = commands + COMMAND_BYTES;
    struct text name = copy_text(env, thread, rooms, THREAD_BYTES);
    struct text program = copy_text(env, command, commands, COMMAND_BYTES);
    struct text given_arguments = copy_text(env, arguments, lists, ARGUMENTS_BYTES);
    struct text stack = copy_text(env, frames, lists + ARGUMENTS_BYTES, FRAMES_BYTES);
    struct text streams = copy_text(env, redirects, kinds, REDIRECTS_BYTES);
    struct java_context given = {
        .thread = name.bytes == NULL ? "" : (const char *)name.bytes,
        .thread_bytes = name.length,
        .command = (const char *)program.bytes,
        .command_bytes = program.length,
        .arguments = (const char *)given_arguments.bytes,
        .arguments_bytes = given_arguments.length,
        .frames = stack.bytes == NULL ? "" : (const char *)stack.bytes,
        .frames_bytes = stack.length,
        .is_virtual = is_virtual,
        .is_given = true,
        .argument_count = argument_count,
        .heap_used = fact(heap_used),
        .heap_committed = fact(heap_committed),
        .heap_max = fact(heap_max),
        .non_heap_committed = state_non_heap_committed(),
        .redirects = (const char *)streams.bytes,
        .redirects_bytes = streams.length,
        .changes_directory = changes_directory,
        .environment = fact(environment),
    };
    uint64_t token = turn == 0 ? 0 : context_enter(&given);
    if (observe_turn(OBSERVER_JAVA_AGENT) == turn)
        return (jlong)token;
    context_leave(token); /* what was forgotten meanwhile may not have had it yet */
    return 0;
}

static void JNICALL unstarted(JNIEnv *env, jclass type, jlong token, jbyteArray exception,
                              jint error)
{
    (void)type;
    jbyte room[EXCEPTION_BYTES];
    struct text name = copy_text(env, exception, room, sizeof room);
    uint64_t number = context_taker((uint64_t)token);
    if (number != 0)
        spawn_tell_unstarted(number, (const char *)name.bytes, error);
}

static void JNICALL leave(JNIEnv *env, jclass type, jlong token)
{
    (void)env;
    (void)type;
    context_leave((uint64_t)token);
}

static jint JNICALL take_event(JNIEnv *env, jclass type, jbyteArray line, jboolean patiently)
{
    (void)type;
    if (!reporter_is_open())
        return -1;
    char taken[EVENT_LINE_BYTES];
    jsize length = (jsize)reporter_take(taken, patiently);
    if (length == 0) {
        spawn_tell_repeats();
        length = (jsize)reporter_take(taken, patiently);
    }
    if (length > (*env)->GetArrayLength(env, line))
        length = (*env)->GetArrayLength(env, line);
    (*env)->SetByteArrayRegion(env, line, 0, length, (const jbyte *)taken);
    return length;
}

static jlong JNICALL missed_events(JNIEnv *env, jclass type)
{
    (void)env;
    (void)type;
    return (jlong)reporter_missed();
}

/* The line, or the name of the errno, which does not begin with a brace. */
static jbyteArray JNICALL assess(JNIEnv *env, jclass type, jint pid, jbyteArray call,
                                 jboolean quick)
{
    (void)type;
    char *line = malloc(INSPECTION_LINE_BYTES); /* too much for a stack of whatever thread asks */
    jbyte room[32];
    struct text name = copy_text(env, call, room, sizeof room);
    ssize_t length =
        line == NULL ? -ENOMEM : inspect_line(pid, (const char *)name.bytes, quick, line);
    const char *error = length < 0 ? errno_name((int)-length) : NULL;
    const char *answer = length < 0 ? (error == NULL ? "unknown" : error) : line;
    jsize size = length < 0 ? (jsize)strlen(answer) : (jsize)length;
    jbyteArray result = (*env)->NewByteArray(env, size);
    if (result != NULL)
        (*env)->SetByteArrayRegion(env, result, 0, size, (const jbyte *)answer);
    free(line);
    return result;
}

bool natives_register(JNIEnv *env)
{
    static const JNINativeMethod methods[] = {
        {"version", "()Ljava/lang/String;", (void *)version},
        {"start", "([BZ[BZ)Ljava/lang/String;", (void *)start},
        {"closeDoors", "()V", (void *)close_doors},
        {"stop", "()V", (void *)stop},
        {"cycles", "(JJ)V", (void *)cycles},
        {"collectsInCycles", "()Z", (void *)collects_in_cycles},
        {"defineBootClass", "([B[B)Ljava/lang/Class;", (void *)define_boot_class},
        {"bindLaunches", "(Ljava/lang/Class;)V", (void *)bind_launches},
        {"enter", "([BZ[BI[B[BJJJZ[BI)J", (void *)enter},
        {"unstarted", "(J[BI)V", (void *)unstarted},
        {"exit", "(J)V", (void *)leave},
        {"takeEvent", "([BZ)I", (void *)take_event},
        {"missedEvents", "()J", (void *)missed_events},
        {"assess", "(I[BZ)[B", (void *)assess},
    };
    jclass type = (*env)->FindClass(env, "io/github/spawnrisk/bridge/Native");
    if (type == NULL)
        return false;
    jint error = (*env)->RegisterNatives(env, type, methods, sizeof methods / sizeof *methods);
    (*env)->DeleteLocalRef(env, type);
    return error == JNI_OK;
}
