/* SPDX-License-Identifier: Apache-2.0 */
/* Held 256 MiB once, has given them back, and runs a small program: whose peak does it show? */
#include <spawn.h>
#include <sys/mman.h>

#include "witness.h"

#define ONCE_BYTES 268435399UL

int main(void)
{
    void *memory =
        mmap(NULL, ONCE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return 2;
    memset(memory, 1, ONCE_BYTES);
    munmap(memory, ONCE_BYTES);
    char *const arguments[] = {"true", NULL};
    pid_t child;
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    printf("status %d\n", reap(child));
    return 0;
}
