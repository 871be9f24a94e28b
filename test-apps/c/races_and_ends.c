/* SPDX-License-Identifier: Apache-2.0 */
/* Built with ThreadSanitizer: races, leaves text in stdio's buffer, and ends as argv[1] says. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int shared;

/* Few: a race whose other side its history has lost is none that the runtime tells of. */
static void *race(void *unused)
{
    for (int i = 0; i < 100; i++)
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
