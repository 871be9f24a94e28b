/* SPDX-License-Identifier: Apache-2.0 */
/* Hands posix_spawn pointers that lead nowhere: the kernel answers EFAULT, nobody may die of it. */
#include <spawn.h>
#include <stdint.h>
#include <sys/mman.h>

#include "witness.h"

static void spawn(const char *what, const char *program, char *const *arguments)
{
    pid_t child;
    int error = posix_spawn(&child, program, NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    printf("%s: error %d, status %d\n", what, error, error == 0 ? reap(child) : -1);
}

/* The last bytes before a page that can't be read. */
static char *end_of_memory(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + page, page, PROT_NONE) != 0)
        abort();
    return memory + page - bytes;
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    char *true_only[] = {"true", NULL};
    char *nowhere = (char *)(uintptr_t)8;
    char *not_canonical = (char *)(uintptr_t)0x8000000000000000U;
    char *unterminated = end_of_memory(3);
    memcpy(unterminated, "/bi", 3);
    char *at_the_end = end_of_memory(sizeof "/bin/true");
    memcpy(at_the_end, "/bin/true", sizeof "/bin/true");
    char **endless = (char **)(void *)end_of_memory(sizeof(char *));
    endless[0] = "true";

    spawn("a program nowhere", nowhere, true_only);
    spawn("a program beyond", not_canonical, true_only);
    spawn("a program without end", unterminated, true_only);
    spawn("a program at the end of memory", at_the_end, true_only);
    spawn("arguments without end", "/bin/true", endless);
    spawn("an argument nowhere", "/bin/true", (char *[]){"true", nowhere, NULL});
    return 0;
}
