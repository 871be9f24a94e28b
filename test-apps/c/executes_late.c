/* SPDX-License-Identifier: Apache-2.0 */
/* Children of a process with two threads that execute after 150 ms, and at once. */
#include <pthread.h>
#include <time.h>

#include "witness.h"

static void fork_one(const char *what, long milliseconds)
{
    pid_t child = fork();
    if (child == 0) {
        nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000L}, NULL);
        execl("/dev/null", "null", (char *)NULL);
        execl("/bin/true", "true", (char *)NULL);
        _exit(1);
    }
    witness("fork", child, 0);
    printf("%s: status %d\n", what, reap(child));
}

static void *fork_both(void *unused)
{
    fork_one("late", 150);
    fork_one("at once", 0);
    return unused;
}

int main(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, fork_both, NULL) != 0)
        abort();
    pthread_join(thread, NULL);
    return 0;
}
