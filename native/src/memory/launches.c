/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JDK makes a child's pipes without close-on-exec, and closes the child's ends behind the call
 * (ProcessImpl_md.c, forkAndExec). Who starts it knows when that begins and when it is over, but
 * not which descriptors they are: so these are looked for among those of the process.
 */
#include "launches.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "facts.h"
#include "host/listing.h"
#include "host/number.h"
#include "host/raw.h"
#include "text.h"

/* Descriptors that are looked at, by three system calls each; ends of pipes that are remembered. */
#define MOST_NUMBERS 88
#define MOST_ENDS    48

#define FD_FOLDER "/proc/thread-self/fd"

static _Atomic int64_t added;
static _Atomic pid_t process;

void launches_add(int64_t pipes)
{
    if (pipes > 0)
        atomic_store(&process, raw_getpid());
    atomic_fetch_add(&added, pipes);
}

/* UNKNOWN: no pipe. One that does not block is no child's: selectors wake themselves by such. */
static uint64_t pipe_of(uint64_t number)
{
    char path[sizeof FD_FOLDER + 12] = FD_FOLDER "/", link[64];
    int fd = (int)number, flags = raw_fcntl(fd, F_GETFD, 0);
    if (flags < 0 || (flags & FD_CLOEXEC) != 0 || (raw_fcntl(fd, F_GETFL, 0) & O_NONBLOCK) != 0)
        return UNKNOWN;
    *number_put(path + strlen(path), (unsigned)fd) = '\0';
    ssize_t got = raw_readlink(path, link, sizeof link - 1);
    link[got < 0 ? 0 : got] = '\0';
    const char *start = "pipe:[";
    return strncmp(link, start, strlen(start)) == 0 ? text_number(link + strlen(start), NULL)
                                                    : UNKNOWN;
}

static bool was_seen(uint64_t seen[MOST_ENDS], unsigned *count, uint64_t pipe)
{
    for (unsigned i = 0; i < *count; i++)
        if (seen[i] == pipe)
            return true;
    if (*count < MOST_ENDS)
        seen[(*count)++] = pipe;
    return false;
}

/* UNKNOWN: there are more descriptors than are looked at. */
static uint64_t whole_pipes(void)
{
    struct listing listing;
    uint64_t seen[MOST_ENDS], whole = 0;
    unsigned ends = 0, numbers = 0;
    const char *name;
    if (!listing_open(&listing, FD_FOLDER))
        return UNKNOWN;
    while (numbers < MOST_NUMBERS && ends < MOST_ENDS && (name = listing_next(&listing)) != NULL) {
        uint64_t number = text_number(name, NULL);
        if (!is_known(number) || number <= STDERR_FILENO || (int)number == listing.fd)
            continue;
        numbers++;
        uint64_t pipe = pipe_of(number);
        if (is_known(pipe) && was_seen(seen, &ends, pipe))
            whole++;
    }
    bool all = listing.ended;
    listing_close(&listing);
    return all ? whole : UNKNOWN;
}

uint64_t launches_pipes(void)
{
    int64_t pipes = atomic_load(&added);
    if (pipes <= 0 || raw_getpid() != atomic_load(&process))
        return 0;
    uint64_t whole = whole_pipes();
    return is_known(whole) && whole < (uint64_t)pipes ? whole : (uint64_t)pipes;
}
