/* SPDX-License-Identifier: Apache-2.0 */
/* Opens, marks and closes our descriptors. */
#include "descriptor.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "listing.h"
#include "raw.h"

#define MARKS (O_ACCMODE | O_APPEND | O_NONBLOCK | O_DSYNC | O_NOFOLLOW | O_NOATIME)

/* A thread counts before it opens and after it has closed. One that ends in between leaves them
 * unequal, and children of fork look for nothing from then on. */
static atomic_uint opened, closed;

static bool is_ours(int fd)
{
    int marks = raw_fcntl(fd, F_GETFL, 0);
    return marks >= 0 &&
           ((marks & MARKS) == DESCRIPTOR_READS || (marks & MARKS) == DESCRIPTOR_APPENDS);
}

static void close_ours(int fd)
{
    if (is_ours(fd))
        raw_close(fd);
}

int descriptor_open(const char *path, int purpose, int more, mode_t mode)
{
    atomic_fetch_add(&opened, 1);
    int fd = raw_open(path, purpose | more | O_CLOEXEC | O_NOCTTY, mode);
    if (fd < 0)
        atomic_fetch_add(&closed, 1);
    return fd;
}

/* The lowest that is taken: above what programs open, and in a table of 256, which most have. */
#define FIRST_HIGH 200

int descriptor_raise(int fd)
{
    int high = raw_fcntl(fd, F_DUPFD_CLOEXEC, FIRST_HIGH);
    if (high < 0)
        return fd;
    close_ours(fd);
    return high;
}

void descriptor_close(int fd)
{
    close_ours(fd);
    atomic_fetch_add(&closed, 1);
}

unsigned descriptors_closed(void)
{
    return atomic_load(&closed);
}

/* Numbers that are tried where none is free for a list, or there is no /proc. */
#define UNLISTED 1024

static int number(const char *name)
{
    int value = 0;
    if (*name < '0' || *name > '9')
        return -1;
    for (; *name >= '0' && *name <= '9'; name++)
        value = value * 10 + (*name - '0');
    return value;
}

void descriptors_close_copies(unsigned closed_before)
{
    if (atomic_load(&opened) == closed_before)
        return;
    atomic_store(&closed, atomic_load(&opened));
    struct listing listing;
    if (!listing_open(&listing, "/proc/self/fd")) {
        for (int fd = 0; fd < UNLISTED; fd++)
            close_ours(fd);
        return;
    }
    const char *name;
    while ((name = listing_next(&listing)) != NULL) {
        int fd = number(name);
        if (fd >= 0 && fd != listing.fd)
            close_ours(fd);
    }
    listing_close(&listing);
}
