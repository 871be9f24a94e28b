/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copies that sleep until they are killed, when a line comes in. argv[1]: "each": one for each
 * call, which has written to its pages; "parent": one, whose parent writes for each line.
 */
#include <sys/mman.h>

#include "sleeps.h"
#include "witness.h"

/* A prime: no accident copies so much. */
#define PAGES 1009
#define PAGE  4096

#define LONG_MS 1000000

static char *pages;

static void write_to(size_t from, size_t count)
{
    for (size_t i = from; i < from + count; i++)
        pages[i * PAGE]++;
}

static pid_t fork_one(const struct way *way, size_t writes)
{
    pid_t child = fork();
    if (child == 0) {
        write_to(0, writes);
        for (;;)
            way->sleeps(LONG_MS);
    }
    witness("fork", child, 0);
    printf("%s %d\n", way->name, (int)child);
    return child;
}

static int next_line(void)
{
    char line[16];
    return fgets(line, sizeof line, stdin) != NULL;
}

static void end(pid_t child)
{
    kill(child, SIGKILL);
    printf("status %d\n", reap(child));
}

static void each(void)
{
    pid_t children[WAYS];
    for (size_t i = 0; i < WAYS; i++)
        children[i] = fork_one(&ways[i], PAGES);
    puts("asleep");
    next_line();
    for (size_t i = 0; i < WAYS; i++)
        end(children[i]);
}

static void beside_a_parent_that_writes(void)
{
    pid_t child = fork_one(&ways[WAYS - 1], 0);
    for (size_t part = 0; part < 2; part++) {
        write_to(part * (PAGES / 2), PAGES / 2);
        puts("written");
        next_line();
    }
    end(child);
}

int main(int count, char **values)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    pages = mmap(NULL, (size_t)PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                 -1, 0);
    if (pages == MAP_FAILED || madvise(pages, (size_t)PAGES * PAGE, MADV_NOHUGEPAGE) != 0)
        abort();
    write_to(0, PAGES);
    if (count > 1 && strcmp(values[1], "each") == 0)
        each();
    else
        beside_a_parent_that_writes();
    return 0;
}
