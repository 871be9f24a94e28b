/* SPDX-License-Identifier: Apache-2.0 */
/* Holds a JVM at moments that pass too fast for a test: a spawn of the JDK's (preloaded) before its
 * call or behind it, and a pause of the garbage collector (an agent). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <jvmti.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* For the child's input, output and error, and one more (ProcessImpl_md.c). */
#define PIPES_OF_A_SPAWN 4

static __thread int pipes;
static pid_t process;
static atomic_bool call_was_held;

static int is_of_the_jdk(const void *caller)
{
    Dl_info object;
    return dladdr(caller, &object) != 0 && object.dli_fname != NULL &&
           strstr(object.dli_fname, "/libjava.so") != NULL;
}

/* Until the other end of that FIFO was opened, and closed again. */
static void wait_at(const char *fifo)
{
    char byte;
    int fd = open(fifo, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && read(fd, &byte, 1) > 0)
        ;
    syscall(SYS_close, fd);
}

static void hold_once(const char *variable, atomic_bool *held)
{
    const char *fifo = getenv(variable);
    if (fifo != NULL && !atomic_exchange(held, 1))
        wait_at(fifo);
}

int pipe(int ends[2])
{
    process = getpid();
    if (is_of_the_jdk(__builtin_return_address(0)) && ++pipes == PIPES_OF_A_SPAWN)
        hold_once("APPS_HOLD_BEFORE_CALL", &call_was_held);
    return (int)syscall(SYS_pipe2, ends, 0);
}

/* The first thing that the JDK does once it has its child; which closes descriptors too. */
int close(int fd)
{
    static atomic_bool held;
    if (pipes >= PIPES_OF_A_SPAWN && getpid() == process &&
        is_of_the_jdk(__builtin_return_address(0)))
        hold_once("APPS_HOLD_AFTER_CALL", &held);
    return (int)syscall(SYS_close, fd);
}

/* The first one while a spawn is held: there may have been others. */
static void JNICALL hold_pause(jvmtiEnv *tools)
{
    static atomic_bool held;
    (void)tools;
    if (atomic_load(&call_was_held))
        hold_once("APPS_HOLD_PAUSE", &held);
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM *vm, char *options, void *reserved)
{
    jvmtiEnv *tools;
    jvmtiCapabilities wanted = {.can_generate_garbage_collection_events = 1};
    jvmtiEventCallbacks callbacks = {.GarbageCollectionStart = hold_pause};
    (void)options;
    (void)reserved;
    (void)(*vm)->GetEnv(vm, (void **)&tools, JVMTI_VERSION_1_2);
    (void)(*tools)->AddCapabilities(tools, &wanted);
    (void)(*tools)->SetEventCallbacks(tools, &callbacks, sizeof callbacks);
    (void)(*tools)->SetEventNotificationMode(tools, JVMTI_ENABLE,
                                             JVMTI_EVENT_GARBAGE_COLLECTION_START, NULL);
    return JNI_OK;
}
