/* SPDX-License-Identifier: Apache-2.0 */
/* The names in a folder, without opendir's allocation. */
#ifndef SPAWNRISK_HOST_LISTING_H
#define SPAWNRISK_HOST_LISTING_H

#include <stdbool.h>
#include <stddef.h>

/* A window over a folder, filled by getdents64(2). */
struct listing {
    int fd;
    bool ended; /* no name is left; else an error, or not yet */
    size_t at, end;
    char window[512]; /* small: a child of clone may be on a stack of little more */
};

/* Returns false where the folder can't be opened. Async-signal-safe, as are the two below. */
bool listing_open(struct listing *listing, const char *path);

/* The next name, valid until the next call; NULL at the end. "." and ".." are among them. */
const char *listing_next(struct listing *listing);

void listing_close(struct listing *listing);

#endif
