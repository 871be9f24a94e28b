/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starts a program over and over, as a process that is large in the ways that its options say, and
 * prints what that took as one line of JSON. Times are nanoseconds.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE_BYTES 4096UL

extern char **environ;

static char *program[2];

static uint64_t now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

static uint64_t own_processor_time(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return ((uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec) * 1000000000U +
           ((uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec) * 1000U;
}

static pid_t by_posix_spawn(void)
{
    pid_t child;
    return posix_spawn(&child, program[0], NULL, NULL, program, environ) == 0 ? child : -1;
}

static pid_t by_vfork(void)
{
    pid_t child = vfork();
    if (child != 0)
        return child;
    (void)execve(program[0], program, environ);
    _exit(127);
}

static pid_t by_fork(void)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    (void)execve(program[0], program, environ);
    _exit(127);
}

static void ask(const char *file)
{
    char text[2048];
    int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || read(descriptor, text, sizeof text) <= 0 || close(descriptor) != 0)
        err(2, "%s", file);
}

static void append(size_t bytes)
{
    static const char line[1024];
    int descriptor =
        open(getenv("SPAWN_LOOP_TOLD"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || write(descriptor, line, bytes) != (ssize_t)bytes ||
        close(descriptor) != 0)
        err(2, "SPAWN_LOOP_TOLD");
}

/* The least system calls by which anyone could tell of a spawn and its end: what the kernel alone
 * costs. The sizes are those of our lines. */
static pid_t by_posix_spawn_told(void)
{
    ask("/proc/self/status");
    pid_t child = by_posix_spawn();
    append(900);
    append(300);
    return child;
}

/* As little as the kernel can be asked for: what is left is the cost of telling it. */
static pid_t by_vfork_alone(void)
{
    pid_t child = vfork();
    if (child != 0)
        return child;
    _exit(0);
}

static const struct {
    const char *name;
    pid_t (*start)(void);
} ways[] = {{"posix_spawn", by_posix_spawn},
            {"vfork", by_vfork},
            {"fork", by_fork},
            {"vfork_alone", by_vfork_alone},
            {"posix_spawn_told", by_posix_spawn_told}};

static void touch(unsigned long mebibytes)
{
    size_t size = mebibytes << 20;
    if (size != 0 && mmap(NULL, size, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) == MAP_FAILED)
        err(2, "%lu MiB", mebibytes);
}

/* Every other page of one mapping is protected, which splits it. */
static void split_into_mappings(unsigned long count)
{
    if (count == 0)
        return;
    char *start = mmap(NULL, count * PAGE_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED)
        err(2, "%lu mappings", count);
    for (unsigned long i = 0; i < count; i += 2)
        if (mprotect(start + i * PAGE_BYTES, PAGE_BYTES, PROT_NONE) != 0)
            err(2, "%lu mappings", count);
}

static void open_descriptors(unsigned long count)
{
    struct rlimit limit;
    (void)getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    if (count != 0 && setrlimit(RLIMIT_NOFILE, &limit) != 0)
        err(2, "%lu descriptors", count);
    for (unsigned long i = 0; i < count; i++)
        if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0)
            err(2, "%lu descriptors", count);
}

static void *idle(void *unused)
{
    for (;;)
        (void)pause();
    return unused;
}

static void begin_threads(unsigned long count)
{
    pthread_attr_t small;
    (void)pthread_attr_init(&small);
    (void)pthread_attr_setstacksize(&small, 64UL * 1024);
    for (unsigned long i = 0; i < count; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &small, idle, NULL) != 0)
            errx(2, "%lu threads", count);
    }
}

static int compare(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* The first ones warm up what is only done once. */
static void measure(pid_t (*start)(void), unsigned long spawns)
{
    const unsigned long warm_up = spawns / 10 + 1;
    uint64_t *calls = calloc(spawns, sizeof *calls);
    uint64_t began = 0, processor = 0;
    if (calls == NULL)
        err(2, "%lu spawns", spawns);
    for (unsigned long i = 0; i < spawns + warm_up; i++) {
        if (i == warm_up) {
            processor = own_processor_time();
            began = now();
        }
        uint64_t before = now();
        pid_t child = start();
        uint64_t took = now() - before;
        int status;
        if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
            errx(1, "a child did not end well");
        if (i >= warm_up)
            calls[i - warm_up] = took;
    }
    uint64_t wall = now() - began, own = own_processor_time() - processor;
    qsort(calls, spawns, sizeof *calls, compare);
    printf("{\"spawns\": %lu, \"wall_ns\": %.0f, \"processor_ns\": %.0f, \"call_ns\": %.0f}\n",
           spawns, (double)wall / (double)spawns, (double)own / (double)spawns,
           (double)calls[spawns / 2]);
    free(calls);
}

static unsigned long number(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text == '\0' || *end != '\0')
        errx(2, "'%s' is no number", text);
    return value;
}

int main(int count, char **arguments)
{
    if (count != 8)
        errx(2, "usage: spawn_loop WAY SPAWNS MIB MAPPINGS DESCRIPTORS THREADS PROGRAM");
    program[0] = arguments[7];
    touch(number(arguments[3]));
    split_into_mappings(number(arguments[4]));
    open_descriptors(number(arguments[5]));
    begin_threads(number(arguments[6]));
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(arguments[1], ways[i].name) == 0) {
            measure(ways[i].start, number(arguments[2]));
            return 0;
        }
    errx(2, "'%s' is no way to start a child", arguments[1]);
}
