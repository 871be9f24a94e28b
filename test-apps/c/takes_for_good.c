/* SPDX-License-Identifier: Apache-2.0 */
/* Copies that wait for something to take, one for each call, which have written to their pages:
 * until they are killed, when a line comes in. */
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>

#include "takes.h"
#include "witness.h"

/* A prime: no accident copies so much. */
#define BYTES (1009UL * 4096)

static char *pages;

static pid_t fork_one(const struct taker *taker)
{
    struct source source = taker->from();
    pid_t child = fork();
    if (child == 0) {
        char room[ROOM];
        memset(pages, 2, BYTES);
        (void)taker->takes(source.taken, room);
        _exit(1);
    }
    witness("fork", child, 0);
    printf("%s %d\n", taker->name, (int)child);
    return child;
}

int main(void)
{
    pid_t copies[TAKERS];
    char line[16];
    setvbuf(stdout, NULL, _IOLBF, 0);
    pages = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || madvise(pages, BYTES, MADV_NOHUGEPAGE) != 0)
        abort();
    memset(pages, 1, BYTES);
    for (size_t i = 0; i < TAKERS; i++)
        copies[i] = fork_one(&takers[i]);
    puts("asleep");
    if (fgets(line, sizeof line, stdin) == NULL)
        abort();
    for (size_t i = 0; i < TAKERS; i++) {
        kill(copies[i], SIGKILL);
        printf("status %d\n", reap(copies[i]));
    }
    return 0;
}
