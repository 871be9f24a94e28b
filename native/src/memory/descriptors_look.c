/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A look at the process's descriptors: how many have no close-on-exec flag, and what one of them
 * is.
 *
 * Nothing here reaches a file system or a driver, which could block or take notice of it: no fstat,
 * and no poll, which would tell at once what is open, but consumes the events of
 * /proc/self/mountinfo, pressure files and sysctls (mounts_poll, psi_trigger_poll, proc_sys_poll).
 */
#include <string.h>
#include <unistd.h>

#include "facts.h"
#include "host/listing.h"
#include "host/number.h"
#include "host/raw.h"
#include "own_descriptors.h"
#include "piped.h"
#include "text.h"

/* With the list's own calls they stay below 128. */
#define MOST_NUMBERS 88
#define MOST_KINDS   DESCRIPTORS_FOUND

/* open, lseek, six times getdents, close with a proof, and the number of all. */
#define CALLS_OF_THE_LIST 11

/* Two places of the list are no descriptors (proc_readfd_common, fs/proc/fd.c). */
#define PLACE_OF_THE_FIRST 2U

#define FD_FOLDER "/proc/thread-self/fd"

/* The lowest numbers from there on above the standard ones, but the listing's own. Returns how
 * many. */
__attribute__((noinline)) static int list(int numbers[MOST_NUMBERS], bool *partial, int *from,
                                          bool without_piped)
{
    struct listing listing;
    int count = 0;
    if (!listing_open(&listing, FD_FOLDER))
        return -1;
    if (*from > 0)
        (void)raw_seek(listing.fd, (unsigned)*from + PLACE_OF_THE_FIRST);
    const char *name;
    while (count < MOST_NUMBERS && (name = listing_next(&listing)) != NULL) {
        uint64_t number = text_number(name, NULL);
        if (!is_known(number) || number <= STDERR_FILENO || (int)number == listing.fd)
            continue;
        if (!without_piped || !piped_has((int)number))
            numbers[count++] = (int)number;
    }
    *partial = !listing.ended || *from > 0;
    *from = listing.ended || count == 0 ? 0 : numbers[count - 1] + 1;
    listing_close(&listing);
    return count;
}

static enum descriptor_kind kind_of_socket(int fd)
{
    int listens = 0;
    socklen_t size = sizeof listens;
    int error = raw_getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
    return error == 0 && listens ? DESCRIPTOR_LISTENING_SOCKET : DESCRIPTOR_SOCKET;
}

/* The link says it without asking the file: "socket:[7]", "pipe:[7]", "anon_inode:[eventpoll]". */
static enum descriptor_kind kind_of(int fd, const char *link)
{
    if (strncmp(link, "socket:", strlen("socket:")) == 0)
        return kind_of_socket(fd);
    if (strncmp(link, "pipe:", strlen("pipe:")) == 0)
        return DESCRIPTOR_PIPE;
    return *link == '/' ? DESCRIPTOR_FILE : DESCRIPTOR_OTHER;
}

static void keep_end(char *copy, size_t size, const char *text)
{
    size_t length = strlen(text);
    strcpy(copy, length < size ? text : text + length - (size - 1));
}

/* It is the example if it makes a better one. */
__attribute__((noinline)) static void consider(struct descriptor_facts *facts, int fd, int *calls)
{
    char path[sizeof FD_FOLDER + 12] = FD_FOLDER "/", link[512];
    *number_put(path + strlen(path), (unsigned)fd) = '\0';
    ssize_t got = raw_readlink(path, link, sizeof link);
    /* Of a longer one the end, which is its name, is not in what was read. */
    link[got < 0 || got == (ssize_t)sizeof link ? 0 : got] = '\0';
    enum descriptor_kind kind = kind_of(fd, link);
    bool is_own =
        kind == DESCRIPTOR_LISTENING_SOCKET ? own_socket(fd, calls) : own_file(link, calls);
    bool had_others = facts->inherited - 1 > facts->own;
    facts->own += is_own;
    if (facts->inherited > 1 && (is_own || (had_others && kind >= facts->kind)))
        return;
    facts->kind = kind;
    facts->example = fd;
    facts->path[0] = '\0';
    if (kind == DESCRIPTOR_FILE || kind == DESCRIPTOR_OTHER)
        keep_end(facts->path, sizeof facts->path, link);
}

int descriptors_look(struct descriptor_facts *facts, int found[DESCRIPTORS_FOUND], int *from,
                     bool without_piped)
{
    int numbers[MOST_NUMBERS], calls = CALLS_OF_THE_LIST, of_own = 0, first = *from;
    *facts = (struct descriptor_facts){.inherited = UNKNOWN};
    int count = list(numbers, &facts->partial, from, without_piped);
    if (count < 0)
        return 2;
    facts->inherited = 0;
    memset(found, 0, DESCRIPTORS_FOUND * sizeof *found);
    for (int i = 0; i < count; i++) {
        int flags = raw_fcntl(numbers[i], F_GETFD, 0);
        if (flags < 0 || (flags & FD_CLOEXEC) != 0)
            continue;
        facts->inherited++;
        if (facts->inherited > MOST_KINDS)
            continue;
        found[facts->inherited - 1] = numbers[i];
        consider(facts, numbers[i], &of_own);
        calls += 2;
    }
    if (facts->inherited > facts->own)
        *from = first;
    return calls + of_own + count;
}
