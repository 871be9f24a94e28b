/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a kernel file whole, or line by line, without stdio and without allocation. */
#ifndef SPAWNRISK_HOST_FILE_H
#define SPAWNRISK_HOST_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Fills buffer with the first size - 1 bytes of a kernel file and a NUL; size is at most a page.
 * Returns the bytes read, or the negative errno. The descriptor is close-on-exec and closed before
 * return. Async-signal-safe.
 */
ssize_t file_read(const char *path, char *buffer, size_t size);

/* A window over a file, moved line by line. Lines longer than the window are passed over. */
struct lines {
    int fd;
    bool passing_over;
    bool failed;  /* what came is not all: an error came instead of the end, or the end in a line */
    bool skipped; /* a line was passed over */
    size_t start, end;
    uint64_t offset; /* of the file, behind the window */
    char window[2048];
};

/* Returns false where the file can't be opened. Async-signal-safe, as are the two below. */
bool lines_open(struct lines *lines, const char *path);

/* The next line, NUL instead of newline, valid until the next call; NULL at the end. */
char *lines_next(struct lines *lines);

void lines_close(struct lines *lines);

#endif
