/* SPDX-License-Identifier: Apache-2.0 */
/* Finds a child at the end of its thread's list (CONFIG_PROC_CHILDREN, fs/proc/array.c). */
#include "newborn.h"

#include <string.h>

#include "children.h"
#include "event/event.h"
#include "host/clock.h"
#include "host/descriptor.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "memory/text.h"

/* Children of one thread that is read; a longer list is given up, its end is what counts. */
#define WINDOW_BYTES 512
#define WINDOWS      32

/* As many are looked at: a signal handler on this thread may have made others meanwhile. */
#define LOOKED_AT 4

uint64_t newborn_now(void)
{
    return clock_nanoseconds(CLOCK_BOOTTIME) / (NANOSECONDS / TICKS_PER_SECOND);
}

/* The pids in text, each followed by a blank, into a ring. Returns what is left of the last one. */
static size_t take_pids(char *text, pid_t last[LOOKED_AT], unsigned *count)
{
    const char *at = text;
    for (const char *blank; (blank = strchr(at, ' ')) != NULL; at = blank + 1)
        last[(*count)++ % LOOKED_AT] = (pid_t)text_number(at, NULL);
    size_t left = strlen(at);
    memmove(text, at, left);
    return left;
}

/* False: the list does not end within what is read of it. */
static bool read_last(int fd, pid_t last[LOOKED_AT], unsigned *count)
{
    char window[WINDOW_BYTES];
    size_t kept = 0;
    for (unsigned i = 0; i < WINDOWS; i++) {
        ssize_t got = raw_read(fd, window + kept, sizeof window - 1 - kept);
        if (got <= 0)
            return got == 0;
        window[kept + (size_t)got] = '\0';
        kept = take_pids(window, last, count);
    }
    return false;
}

/* The list is in the order of birth, but for orphans that came to this process. */
static pid_t find(uint64_t since)
{
    pid_t last[LOOKED_AT] = {0}, found = 0;
    unsigned count = 0;
    int fd = descriptor_open("/proc/thread-self/children", DESCRIPTOR_READS, 0, 0);
    bool whole = fd >= 0 && read_last(fd, last, &count);
    if (fd >= 0)
        descriptor_close(fd);
    unsigned looked_at = count < LOOKED_AT ? count : LOOKED_AT;
    for (unsigned i = 1; whole && i <= looked_at; i++) {
        pid_t pid = last[(count - i) % LOOKED_AT];
        if (children_know(pid))
            continue;
        if (origin_start_of(pid) < since)
            return found;
        if (found != 0)
            return 0;
        found = pid;
    }
    return found;
}

struct search {
    uint64_t since;
    pid_t found;
};

static void search(void *data)
{
    struct search *search = data;
    search->found = find(search->since);
}

pid_t newborn_find(uint64_t since)
{
    struct search question = {.since = since};
    stretch_run(search, &question);
    return question.found;
}
