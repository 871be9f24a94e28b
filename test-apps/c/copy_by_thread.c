/* SPDX-License-Identifier: Apache-2.0 */
/* Forks; in the copy the first thread ends, and another one writes to PAGES pages and computes on.
 */
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>

#include "witness.h"

/* A prime: no accident copies so much. */
#define PAGES 2003
#define PAGE  4096UL

#define LIVES_NS 300000000L

static char *memory;
static pthread_t first;

static long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void write_to_all(void)
{
    for (size_t i = 0; i < PAGES; i++)
        ((volatile char *)memory)[i * PAGE]++;
}

static void *write_and_end(void *unused)
{
    pthread_join(first, NULL);
    for (long end = now() + LIVES_NS; now() < end;)
        write_to_all();
    exit(3);
    return unused;
}

static void leave_it_to_another(void)
{
    pthread_t other;
    first = pthread_self();
    if (pthread_create(&other, NULL, write_and_end, NULL) != 0)
        _exit(2);
    pthread_exit(NULL);
}

int main(void)
{
    memory = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || madvise(memory, PAGES * PAGE, MADV_NOHUGEPAGE) != 0)
        return 2;
    write_to_all();
    pid_t child = fork();
    if (child == 0)
        leave_it_to_another();
    witness("fork", child, 0);
    printf("status %d\n", reap(child));
    return 0;
}
