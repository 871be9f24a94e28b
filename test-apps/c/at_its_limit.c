/* SPDX-License-Identifier: Apache-2.0 */
/* Calls fork at its limit, argv[1] times, until it is lifted; then a last time. argv[2]: "again" at
 * the limit, or the last child "lives on", beside another thread. argv[3]: how it ends. */
#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

#include "witness.h"

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int fork_often(int times)
{
    int refused = 0;
    for (int i = 0; i < times; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(1);
        refused += child < 0 && errno == EAGAIN;
        if (child > 0)
            (void)reap(child);
    }
    return refused;
}

static void *wait_for_ever(void *unused)
{
    pause();
    return unused;
}

static void live_on(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 150000000L}, NULL);
}

int main(int count, char **values)
{
    const char *then = count > 2 ? values[2] : "";
    int lives_on = strcmp(then, "lives on") == 0;
    pthread_t thread;
    if (lives_on && pthread_create(&thread, NULL, wait_for_ever, NULL) != 0)
        abort();
    int times = count > 1 ? atoi(values[1]) : 1000;
    struct rlimit before, none;
    getrlimit(RLIMIT_NPROC, &before);
    none = before;
    none.rlim_cur = 1;
    if (setrlimit(RLIMIT_NPROC, &none) != 0)
        return 2;
    double start = seconds();
    printf("%d forks refused\n", fork_often(times));
    char line[64];
    snprintf(line, sizeof line, "%.6f\n", seconds() - start);
    append_line("TOOK", line);
    for (int i = 0; i < times; i++)
        witness("fork", -1, EAGAIN);
    setrlimit(RLIMIT_NPROC, &before);
    pid_t last = fork();
    if (last == 0) {
        if (lives_on)
            live_on();
        _exit(2);
    }
    witness("fork", last, last < 0 ? errno : 0);
    printf("the last: %d\n", reap(last));
    if (strcmp(then, "again") == 0) {
        setrlimit(RLIMIT_NPROC, &none);
        printf("%d forks refused at the end\n", fork_often(times));
    }
    if (count > 3 && fflush(stdout) == 0)
        strcmp(values[3], "_exit") == 0 ? _exit(0) : quick_exit(0);
    return 0;
}
