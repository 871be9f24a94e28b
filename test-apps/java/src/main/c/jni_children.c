/* SPDX-License-Identifier: Apache-2.0 */
/* What JNI libraries do behind ProcessBuilder's back: children by fork, from Java's thread or not.
 */
#define _GNU_SOURCE
#include <jni.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

/* Neither is inlined: tests look for their names. */
__attribute__((noinline)) pid_t fork_in_library(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    while (child > 0 && waitpid(child, NULL, 0) < 0)
        ;
    return child;
}

static void *work(void *result)
{
    pthread_setname_np(pthread_self(), "jni-worker");
    *(pid_t *)result = fork_in_library();
    return NULL;
}

JNIEXPORT jint JNICALL Java_io_github_spawnrisk_apps_JniChildren_fork(JNIEnv *env, jclass type)
{
    (void)env;
    (void)type;
    return fork_in_library();
}

/* In a thread of which the JVM knows nothing. */
JNIEXPORT jint JNICALL Java_io_github_spawnrisk_apps_JniChildren_forkUnattached(JNIEnv *env,
                                                                                jclass type)
{
    pthread_t worker;
    pid_t child = -1;
    (void)env;
    (void)type;
    if (pthread_create(&worker, NULL, work, &child) != 0)
        return -1;
    pthread_join(worker, NULL);
    return child;
}
