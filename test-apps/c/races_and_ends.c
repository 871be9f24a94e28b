/* SPDX-License-Identifier: Apache-2.0 */
/* Built with ThreadSanitizer: races, leaves text in stdio's buffer, and ends as argv[1] says. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile int shared;
static atomic_int here;

/* Both write while both live, one after the other; what is relaxed puts nothing in order. */
static void *race(void *unused)
{
    atomic_fetch_add_explicit(&here, 1, memory_order_relaxed);
    while (atomic_load_explicit(&here, memory_order_relaxed) < 2)
        sched_yield();
    for (int i = 0; i < 100000; i++)
        shared++;
    atomic_fetch_add_explicit(&here, 1, memory_order_relaxed);
    while (atomic_load_explicit(&here, memory_order_relaxed) < 4)
        sched_yield();
    shared++;
    return unused;
}

static void by_a_child_of_vfork(void)
{
    pid_t child = vfork();
    if (child == 0)
        _exit(5);
    exit(0);
}

int main(int count, char **values)
{
    pthread_t thread;
    const char *way = count > 1 ? values[1] : "";
    if (pthread_create(&thread, NULL, race, NULL) != 0)
        abort();
    race(NULL);
    pthread_join(thread, NULL);
    fputs("buffered\n", stdout);
    if (strcmp(way, "_exit") == 0)
        _exit(0);
    if (strcmp(way, "_exit 3") == 0)
        _exit(3);
    if (strcmp(way, "_Exit") == 0)
        _Exit(0);
    if (strcmp(way, "quick_exit") == 0)
        quick_exit(0);
    if (strcmp(way, "vfork") == 0)
        by_a_child_of_vfork();
    return 0;
}
