/* SPDX-License-Identifier: Apache-2.0 */
/* A thread spawns what gets the descriptors of its own table: the first thread, whose table is the
 * process's in /proc/self, has "ended", or the thread has "unshared" it and has more in it. */
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <sys/socket.h>

#include "witness.h"

#define SERVERS 3

static pthread_t first;

static void listen_on_all(void)
{
    for (int i = 0; i < SERVERS; i++) {
        int server = socket(AF_UNIX, SOCK_STREAM, 0);
        if (server < 0 || bind(server, &(struct sockaddr){AF_UNIX, ""}, 2) != 0 ||
            listen(server, 1) != 0)
            abort();
    }
}

static void spawn_and_end(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child;
    listen_on_all();
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    exit(reap(child));
}

static void *after_the_first(void *unused)
{
    pthread_join(first, NULL);
    spawn_and_end();
    return unused;
}

static void *with_a_table_of_its_own(void *unused)
{
    if (unshare(CLONE_FILES) != 0)
        abort();
    spawn_and_end();
    return unused;
}

int main(int count, char **values)
{
    pthread_t other;
    int ended = count > 1 && strcmp(values[1], "ended") == 0;
    first = pthread_self();
    if (pthread_create(&other, NULL, ended ? after_the_first : with_a_table_of_its_own, NULL) != 0)
        return 2;
    if (ended)
        pthread_exit(NULL);
    pthread_join(other, NULL);
    return 2;
}
