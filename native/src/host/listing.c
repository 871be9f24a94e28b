/* SPDX-License-Identifier: Apache-2.0 */
/* The names in a folder, without opendir's allocation. */
#include "listing.h"

#include <stdint.h>
#include <string.h>

#include "descriptor.h"
#include "raw.h"

/* struct linux_dirent64 (getdents64(2)): inode and offset of 8 bytes each, size, type, name. */
#define SIZE_AT 16
#define NAME_AT 19

bool listing_open(struct listing *listing, const char *path)
{
    listing->fd = descriptor_open(path, DESCRIPTOR_READS, O_DIRECTORY, 0);
    listing->ended = false;
    listing->at = listing->end = 0;
    return listing->fd >= 0;
}

static bool refill(struct listing *listing)
{
    long got = raw_getdents(listing->fd, listing->window, sizeof listing->window);
    listing->at = 0;
    listing->end = got > 0 ? (size_t)got : 0;
    listing->ended = got == 0;
    return got > 0;
}

const char *listing_next(struct listing *listing)
{
    if (listing->at == listing->end && !refill(listing))
        return NULL;
    uint16_t size;
    const char *entry = listing->window + listing->at;
    memcpy(&size, entry + SIZE_AT, sizeof size);
    listing->at += size;
    return entry + NAME_AT;
}

void listing_close(struct listing *listing)
{
    descriptor_close(listing->fd);
}
