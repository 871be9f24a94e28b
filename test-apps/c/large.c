/* SPDX-License-Identifier: Apache-2.0 */
/* Holds 512 MiB, and forks a child that waits while others ask the kernel what it was charged. */
#include <sys/mman.h>

#include "witness.h"

/* Primes: a match can't be an accident. Not all that is charged is also touched. */
#define TOUCHED_BYTES 268435399UL
#define LAZY_BYTES    268435367UL

static void *hold(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        abort();
    return memory;
}

/* Tells the reader of standard output, and waits for a byte on standard input. */
static void halt(const char *at)
{
    char go;
    dprintf(1, "%s\n", at);
    if (read(0, &go, 1) != 1)
        exit(4);
}

int main(void)
{
    memset(hold(TOUCHED_BYTES), 1, TOUCHED_BYTES);
    (void)hold(LAZY_BYTES);
    int gate[2];
    char end;
    if (pipe(gate) != 0)
        return 2;
    halt("before");
    pid_t child = fork();
    if (child == 0) {
        close(gate[1]);
        _exit(read(gate[0], &end, 1) == 0 ? 0 : 1);
    }
    witness("fork", child, 0);
    halt("while the child lives");
    close(gate[1]);
    dprintf(1, "status %d\n", reap(child));
    return 0;
}
