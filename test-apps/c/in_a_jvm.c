/* SPDX-License-Identifier: Apache-2.0 */
/* A JVM's thread that spawns where the JVM may be asked for its name, and where it may not. */
#include <alloca.h>
#include <dlfcn.h>
#include <jni.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <time.h>

#include "witness.h"

static JavaVM *vm;

static void say(const char *what)
{
    printf("%s\n", what);
    fflush(stdout);
    fork_and_reap();
}

static void spawn_in_handler(int signal)
{
    (void)signal;
    fork_and_reap();
}

static void handle(const char *what, int flags)
{
    struct sigaction action = {.sa_handler = spawn_in_handler, .sa_flags = flags};
    sigaction(SIGUSR1, &action, NULL);
    printf("%s\n", what);
    fflush(stdout);
    raise(SIGUSR1);
}

static void handle_on_another_stack(void)
{
    stack_t before, other = {.ss_size = 64UL * 1024};
    other.ss_sp = malloc(other.ss_size);
    sigaltstack(&other, &before);
    handle("no: in a handler on another stack", SA_ONSTACK);
    sigaltstack(&before, NULL);
    free(other.ss_sp);
}

static void *spawn_unattached(void *unused)
{
    say("no: not attached");
    return unused;
}

static void *spawn_attached(void *name)
{
    JNIEnv *env;
    JavaVMAttachArgs arguments = {JNI_VERSION_1_8, name, NULL};
    (*vm)->AttachCurrentThread(vm, (void **)&env, &arguments);
    say(name);
    (*vm)->DetachCurrentThread(vm);
    return NULL;
}

/* Of a stack of 512 KiB it leaves less than a third. */
static void *spawn_deep_down(void *unused)
{
    JNIEnv *env;
    (*vm)->AttachCurrentThread(vm, (void **)&env, NULL);
    volatile char *taken = alloca(360UL * 1024);
    taken[0] = 1;
    say("no: little stack is left");
    (*vm)->DetachCurrentThread(vm);
    return unused;
}

static void on_a_thread(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 512UL * 1024);
    pthread_create(&thread, &attributes, function, argument);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
}

/* The child has its parent's memory, thread pointer and thread state. */
static void spawn_in_a_child_of_vfork(void)
{
    printf("no: in a child of vfork\nmain\n");
    fflush(stdout);
    pid_t child = vfork();
    if (child == 0) {
        fork_and_reap();
        _exit(0);
    }
    witness("vfork", child, 0);
    if (reap(child) != 0)
        printf("vfork failed\n");
}

static void spawn_while_an_exception_is_pending(JNIEnv *env)
{
    jclass type = (*env)->FindClass(env, "java/lang/IllegalStateException");
    (*env)->ThrowNew(env, type, "pending");
    say("main");
    jthrowable pending = (*env)->ExceptionOccurred(env);
    if (pending == NULL || !(*env)->IsInstanceOf(env, pending, type))
        printf("the exception is gone\n");
    (*env)->ExceptionClear(env);
}

static atomic_int interrupted;

static void vfork_in_handler(int signal)
{
    (void)signal;
    int before = errno;
    pid_t child = vfork();
    if (child == 0)
        _exit(0);
    (void)reap(child);
    errno = before;
    atomic_fetch_add(&interrupted, 1);
}

/* A handler that asked would wait for the lock of malloc, which it has interrupted. */
static void interrupt_malloc(void)
{
    struct sigaction action = {.sa_handler = vfork_in_handler, .sa_flags = SA_RESTART};
    struct itimerval every = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    while (atomic_load(&interrupted) < 500) {
        void *pieces[64];
        for (size_t i = 0; i < 64; i++)
            pieces[i] = malloc(1 + i * 97);
        for (size_t i = 0; i < 64; i++)
            free(pieces[i]);
    }
    setitimer(ITIMER_REAL, &never, NULL);
}

static JNIEnv *create(const char *library, char *agent)
{
    typedef jint JNICALL create_function(JavaVM **, void **, void *);
    JNIEnv *env = NULL;
    void *machine = dlopen(library, RTLD_NOW | RTLD_GLOBAL);
    create_function *creates =
        machine == NULL ? NULL : (create_function *)dlsym(machine, "JNI_CreateJavaVM");
    JavaVMOption options[] = {{agent, NULL}, {"-Xmx64m", NULL}, {"-XX:+UseSerialGC", NULL}};
    JavaVMInitArgs arguments = {JNI_VERSION_1_8, 3, options, JNI_FALSE};
    if (creates == NULL || creates(&vm, (void **)&env, &arguments) != JNI_OK)
        exit(2);
    return env;
}

/* argv: libjvm.so, the option that names the agent. */
int main(int count, char **values)
{
    if (count != 3)
        return 2;
    JNIEnv *env = create(values[1], values[2]);
    say("main");
    handle("no: in a handler", 0);
    handle("no: in a handler that may be interrupted by itself", SA_NODEFER);
    handle_on_another_stack();
    say("main");
    on_a_thread(spawn_unattached, NULL);
    on_a_thread(spawn_attached, "reaper");
    on_a_thread(spawn_deep_down, NULL);
    spawn_in_a_child_of_vfork();
    spawn_while_an_exception_is_pending(env);
    interrupt_malloc();
    (*vm)->DestroyJavaVM(vm);
    say("no: the machine is gone");
    return 0;
}
