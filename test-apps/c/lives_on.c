/* SPDX-License-Identifier: Apache-2.0 */
/* Children that go on with their copy: they write to it, and their parent to its own meanwhile. */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "witness.h"

/* Primes: no accident copies so much. */
#define CHILD_PAGES  2003
#define PARENT_PAGES 1009

#define PAGE 4096

static char *childs, *parents;
static int written[2];

static char *pages(size_t count)
{
    char *memory =
        mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || madvise(memory, count * PAGE, MADV_NOHUGEPAGE) != 0)
        abort();
    return memory;
}

static void write_to(char *memory, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memory[i * PAGE]++;
}

static void ends_by_return(int status)
{
    exit(status);
}

static void ends_by_syscall(int status)
{
    syscall(SYS_exit_group, status);
}

static void fork_one(const char *what, int milliseconds, void (*ends)(int))
{
    char byte;
    pid_t child = fork();
    if (child == 0) {
        write_to(childs, CHILD_PAGES);
        if (read(written[0], &byte, 1) != 1)
            abort();
        nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000L}, NULL);
        ends(milliseconds > 0 ? 5 : 6);
    }
    write_to(parents, PARENT_PAGES);
    if (write(written[1], "", 1) != 1)
        abort();
    witness("fork", child, 0);
    printf("%s: status %d\n", what, reap(child));
}

static void *fork_beside_another(void *unused)
{
    fork_one("of two threads", 150, _exit);
    return unused;
}

int main(void)
{
    childs = pages(CHILD_PAGES);
    parents = pages(PARENT_PAGES);
    write_to(childs, CHILD_PAGES);
    write_to(parents, PARENT_PAGES);
    if (pipe(written) != 0)
        abort();
    setvbuf(stdout, NULL, _IOLBF, 0);
    fork_one("lives on and calls _exit", 150, _exit);
    fork_one("lives on and calls _Exit", 150, _Exit);
    fork_one("lives on and calls exit", 150, ends_by_return);
    fork_one("lives on and calls quick_exit", 150, quick_exit);
    fork_one("lives on and ends by syscall", 150, ends_by_syscall);
    fork_one("is gone at once", 0, _exit);
    pthread_t thread;
    if (pthread_create(&thread, NULL, fork_beside_another, NULL) != 0)
        abort();
    pthread_join(thread, NULL);
    return 0;
}
