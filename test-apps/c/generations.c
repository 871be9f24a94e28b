/* SPDX-License-Identifier: Apache-2.0 */
/* Forks while another thread is in the middle of a vfork, and so does the child, argv[1] times. */
#include <pthread.h>

#include "witness.h"

struct generation {
    int started[2], released[2];
};

static void *vfork_and_stay(void *data)
{
    struct generation *generation = data;
    char byte = 'x';
    pid_t child = vfork();
    if (child == 0) {
        if (write(generation->started[1], &byte, 1) != 1 ||
            read(generation->released[0], &byte, 1) != 1)
            _exit(1);
        _exit(0);
    }
    witness("vfork", child, child < 0 ? errno : 0);
    if (reap(child) != 0)
        abort();
    return NULL;
}

static void live(int descendants)
{
    struct generation own;
    pthread_t thread;
    char byte;
    if (pipe(own.started) != 0 || pipe(own.released) != 0 ||
        pthread_create(&thread, NULL, vfork_and_stay, &own) != 0 ||
        read(own.started[0], &byte, 1) != 1)
        abort();
    pid_t child = fork();
    if (child == 0) {
        if (descendants > 0)
            live(descendants - 1);
        _exit(0);
    }
    witness("fork", child, child < 0 ? errno : 0);
    if (reap(child) != 0 || write(own.released[1], "x", 1) != 1)
        abort();
    pthread_join(thread, NULL);
}

int main(int count, char **values)
{
    live(count > 1 ? atoi(values[1]) : 40);
    puts("lived");
    return 0;
}
