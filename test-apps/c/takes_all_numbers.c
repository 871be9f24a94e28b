/* SPDX-License-Identifier: Apache-2.0 */
/* One thread closes all numbers from 3 up and opens the file argv[1] for appending at as many, time
 * and again, while another spawns argv[2] times. */
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>

#include "witness.h"

#define NUMBERS 300

static atomic_int running = 1;

static void *take_numbers(void *path)
{
    while (atomic_load(&running)) {
        close_range(3, ~0U, 0);
        for (int i = 0; i < NUMBERS; i++)
            open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    return NULL;
}

int main(int count, char **values)
{
    pthread_t thread;
    char *const arguments[] = {"nothing", NULL};
    char program[32];
    pid_t child;
    if (count != 3 || pthread_create(&thread, NULL, take_numbers, values[1]) != 0)
        return 2;
    for (int i = 0; i < atoi(values[2]); i++) {
        /* Different ones: equal failures in a row are only counted. */
        snprintf(program, sizeof program, "/no/such/program-%d", i);
        posix_spawn(&child, program, NULL, NULL, arguments, environ);
    }
    atomic_store(&running, 0);
    pthread_join(thread, NULL);
    puts("done");
    return 0;
}
