/* SPDX-License-Identifier: Apache-2.0 */
/* One thread closes numbers that it doesn't own and opens its files (in argv[1]) at them, while
 * another spawns. */
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>

#include "witness.h"

#define ROUNDS  100000
#define NUMBERS 4

static atomic_int running = 1, lost;

/* Files that are only opened stay empty. */
static void *take_numbers(void *folder)
{
    for (int i = 0; i < ROUNDS; i++) {
        int own[NUMBERS];
        for (int fd = 3; fd < 3 + NUMBERS; fd++)
            close(fd);
        for (int j = 0; j < NUMBERS; j++) {
            char path[512];
            snprintf(path, sizeof path, "%s/own-%d", (char *)folder, j);
            own[j] = open(path, O_RDWR | O_CREAT | O_APPEND, 0600);
        }
        for (int j = 0; j < NUMBERS; j++)
            atomic_fetch_add(&lost, close(own[j]) != 0);
    }
    atomic_store(&running, 0);
    return NULL;
}

int main(int count, char **values)
{
    pthread_t thread;
    char *const arguments[] = {"true", NULL};
    char program[32];
    pid_t child;
    if (count != 2 || pthread_create(&thread, NULL, take_numbers, values[1]) != 0)
        return 2;
    for (int i = 0; atomic_load(&running); i++) {
        /* Different ones: equal failures in a row are only counted. */
        snprintf(program, sizeof program, "/no/such/program-%d", i % 64);
        posix_spawn(&child, program, NULL, NULL, arguments, environ);
    }
    pthread_join(thread, NULL);
    puts(atomic_load(&lost) < ROUNDS / 100 ? "done" : "files were closed by others");
    return 0;
}
