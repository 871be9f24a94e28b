/* SPDX-License-Identifier: Apache-2.0 */
/* Makes children that write to their copies, and programs that are large; then, when memory has
 * become tight, the same calls again, whose children do nothing. */
#include <spawn.h>
#include <sys/mman.h>
#include <time.h>

#include "witness.h"

#define MIB 1048576UL

/* What a compiler does not know it makes no copy of a call site for. */
static char *volatile large = "48";
static char *volatile small = "0";
static volatile size_t much = 48 * MIB, nothing = 0;

static char *hold(size_t size)
{
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        abort();
    memset(memory, 1, size);
    return memory;
}

static void sleep_milliseconds(long milliseconds)
{
    nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000}, NULL);
}

/* One call site, whatever the child does. */
static __attribute__((noinline)) void copy_that_writes(char *memory, size_t bytes)
{
    pid_t child = fork();
    if (child == 0) {
        memset(memory, 2, bytes);
        sleep_milliseconds(bytes > 0 ? 150 : 0);
        _exit(0);
    }
    witness("fork", child, 0);
    printf("writes: %d\n", reap(child));
}

static __attribute__((noinline)) void copy_that_only_reads(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    witness("fork", child, 0);
    printf("reads: %d\n", reap(child));
}

static __attribute__((noinline)) void run(char *program, char *mebibytes)
{
    pid_t child;
    char *arguments[] = {program, mebibytes, NULL};
    int error = posix_spawn(&child, program, NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    if (error == 0)
        printf("program: %d\n", reap(child));
}

/* Children that do nothing, after one of each kind that did. */
static int forgets(char *program)
{
    run(program, large);
    (void)hold(8 * MIB);
    for (int i = 0; i < 30; i++)
        run(program, small);
    char *memory = hold(64 * MIB);
    copy_that_writes(memory, much);
    (void)hold(92 * MIB);
    for (int i = 0; i < 30; i++)
        copy_that_writes(memory, nothing);
    return 0;
}

int main(int count, char *arguments[])
{
    if (count > 1 && strcmp(arguments[1], "forgets") == 0)
        return forgets(arguments[0]);
    if (count > 1) {
        (void)hold(strtoul(arguments[1], NULL, 10) * MIB + 1);
        return 0;
    }
    run(arguments[0], large);
    char *memory = hold(64 * MIB);
    copy_that_writes(memory, much);
    copy_that_only_reads();
    (void)hold(100 * MIB);
    copy_that_writes(memory, nothing);
    copy_that_only_reads();
    run(arguments[0], small);
    return 0;
}
