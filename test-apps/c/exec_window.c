/* SPDX-License-Identifier: Apache-2.0 */
/* A child that writes to its copy before it executes, while its parent writes to its own. */
#include <sys/mman.h>
#include <time.h>

#include "witness.h"

/* Primes: no accident faults so often. */
#define CHILD_PAGES  1009
#define PARENT_PAGES 2003

#define PAGE 4096

static char *pages(size_t count)
{
    char *memory =
        mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || madvise(memory, count * PAGE, MADV_NOHUGEPAGE) != 0)
        abort();
    return memory;
}

static void write_to(char *memory, size_t count, char value)
{
    for (size_t i = 0; i < count; i++)
        memory[i * PAGE] = value;
}

static void execute(void)
{
    execl("/bin/true", "true", (char *)NULL);
    _exit(127);
}

int main(void)
{
    char *childs = pages(CHILD_PAGES), *parents = pages(PARENT_PAGES);
    int ready[2];
    char byte;
    write_to(childs, CHILD_PAGES, 1);
    write_to(parents, PARENT_PAGES, 1);
    if (pipe(ready) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        write_to(childs, CHILD_PAGES, 2);
        if (read(ready[0], &byte, 1) == 1)
            execute();
    }
    write_to(parents, PARENT_PAGES, 2);
    if (write(ready[1], "", 1) != 1)
        abort();
    printf("fork: status %d\n", reap(child));
    child = vfork();
    if (child == 0)
        execute();
    printf("vfork: status %d\n", reap(child));
    return 0;
}
