/* SPDX-License-Identifier: Apache-2.0 */
/* A child that writes to its copy before it executes, while its parent writes to its own; then one
 * of vfork. In $TOLD a line for each of what the host itself saw of the window, in nanoseconds and
 * faults: what it lasted at least, by its own clock before the call and before the exec, and at
 * most; the child's faults before its exec; and what the parent had meanwhile at least and at most.
 */
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

#include "witness.h"

/* Primes: no accident faults so often. */
#define CHILD_PAGES  1009
#define PARENT_PAGES 2003

#define PAGE   4096
#define ROUNDS 10

struct look {
    int64_t time;
    long faults;
};

/* Shared: what a child of fork saw, its parent reads. */
static struct {
    struct look in_child, before_exec;
} *childs;

static struct look look(void)
{
    struct timespec now;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (struct look){(int64_t)now.tv_sec * 1000000000 + now.tv_nsec, usage.ru_minflt};
}

static char *pages(size_t count, int shared)
{
    char *memory = mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE, shared | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || madvise(memory, count * PAGE, MADV_NOHUGEPAGE) != 0)
        abort();
    return memory;
}

static void write_to(char *memory, size_t count, char value)
{
    for (size_t i = 0; i < count; i++)
        memory[i * PAGE] = value;
}

/* The exec closes the channel's end: that is how its parent knows. */
static void execute(void)
{
    const struct timespec a_while = {.tv_nsec = 50000000};
    nanosleep(&a_while, NULL);
    childs->before_exec = look();
    execl("/bin/true", "true", (char *)NULL);
    _exit(127);
}

static void wait_for_exec(const int channel[2])
{
    char byte;
    close(channel[1]);
    if (read(channel[0], &byte, 1) != 0)
        abort();
    close(channel[0]);
}

/* before the call, and when it has returned; when the parent had written; when there had been an
 * exec. */
static void tell(struct look before, struct look returned, struct look written,
                 struct look executed)
{
    char line[256];
    snprintf(line, sizeof line, "%lld %lld %lld %ld %ld %ld\n",
             (long long)(childs->before_exec.time - childs->in_child.time),
             (long long)(childs->before_exec.time - before.time),
             (long long)(executed.time - before.time), childs->before_exec.faults,
             written.faults - returned.faults, executed.faults - before.faults);
    append_line("TOLD", line);
}

static void by_fork(char *childs_own, char *parents_own)
{
    int channel[2], ready[2];
    char byte;
    if (pipe2(channel, O_CLOEXEC) != 0 || pipe2(ready, O_CLOEXEC) != 0)
        abort();
    struct look before = look();
    pid_t child = fork();
    if (child == 0) {
        childs->in_child = look();
        write_to(childs_own, CHILD_PAGES, 2);
        if (read(ready[0], &byte, 1) == 1)
            execute();
        _exit(126);
    }
    struct look returned = look();
    write_to(parents_own, PARENT_PAGES, 2);
    struct look written = look();
    if (write(ready[1], "", 1) != 1)
        abort();
    wait_for_exec(channel);
    close(ready[0]);
    close(ready[1]);
    tell(before, returned, written, look());
    printf("fork: status %d\n", reap(child));
}

static void by_vfork(void)
{
    struct look before = look();
    pid_t child = vfork();
    if (child == 0) {
        childs->in_child = look();
        execute();
    }
    struct look returned = look();
    tell(before, returned, returned, returned);
    printf("vfork: status %d\n", reap(child));
}

int main(void)
{
    char *childs_own = pages(CHILD_PAGES, MAP_PRIVATE);
    char *parents_own = pages(PARENT_PAGES, MAP_PRIVATE);
    childs = (void *)pages(1, MAP_SHARED);
    setvbuf(stdout, NULL, _IOLBF, 0);
    write_to(childs_own, CHILD_PAGES, 1);
    write_to(parents_own, PARENT_PAGES, 1);
    for (int i = 0; i < ROUNDS; i++) {
        by_fork(childs_own, parents_own);
        by_vfork();
    }
    return 0;
}
