/* SPDX-License-Identifier: Apache-2.0 */
/* Built with a sanitizer: threads (argv[1]) make children (argv[2] each) by what such a program may
 * call. */
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>

#include "witness.h"

#define MOST 16

static atomic_int failures;
static int spawns;
static char *const arguments[] = {"true", NULL};

static void finish(const char *call, pid_t child, int error)
{
    witness(call, child, error);
    if (child < 0 || reap(child) != 0)
        atomic_fetch_add(&failures, 1);
}

static void by_fork(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    finish("fork", child, child < 0 ? errno : 0);
}

static void by_vfork(void)
{
    pid_t child = vfork();
    if (child == 0) {
        execv("/bin/true", arguments);
        _exit(1);
    }
    finish("vfork", child, child < 0 ? errno : 0);
}

static void by_vfork_without_exec(void)
{
    pid_t child = vfork();
    if (child == 0) {
        close(STDIN_FILENO);
        _exit(0);
    }
    finish("vfork", child, child < 0 ? errno : 0);
}

static void by_posix_spawn(void)
{
    pid_t child = -1;
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    finish("posix_spawn", child, error);
}

static void by_system(void)
{
    if (system("exit 0") != 0)
        atomic_fetch_add(&failures, 1);
    witness_unnamed("system");
}

static void *run(void *unused)
{
    static void (*const ways[])(void) = {by_fork, by_vfork, by_vfork_without_exec, by_posix_spawn,
                                         by_system};
    for (int i = 0; i < spawns; i++)
        ways[i % 5]();
    return unused;
}

int main(int count, char **values)
{
    pthread_t running[MOST];
    int threads = count > 1 ? atoi(values[1]) : 4;
    if (threads > MOST)
        return 2;
    spawns = count > 2 ? atoi(values[2]) : 40;
    for (int i = 0; i < threads; i++)
        if (pthread_create(&running[i], NULL, run, NULL) != 0)
            abort();
    for (int i = 0; i < threads; i++)
        pthread_join(running[i], NULL);
    printf("%d threads, %d failures\n", threads, atomic_load(&failures));
    return 0;
}
