/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a kernel file whole, or line by line. */
#include "file.h"

#include <errno.h>
#include <string.h>

#include "descriptor.h"
#include "raw.h"

/* From a place in the file: where a thread of the program has taken the number meanwhile, nothing
 * is taken out of its pipe or socket, nor is it waited for (ESPIPE). */
static ssize_t read_at(int fd, void *buffer, size_t size, uint64_t offset)
{
    ssize_t got;
    do {
        got = raw_pread(fd, buffer, size, offset);
    } while (got == -EINTR);
    return got;
}

static int open_for_reading(const char *path)
{
    return descriptor_open(path, DESCRIPTOR_READS, 0, 0);
}

ssize_t file_read(const char *path, char *buffer, size_t size)
{
    int fd = open_for_reading(path);
    if (fd < 0)
        return fd;
    /* Of a file of /proc or a cgroup one read gives all that fits, up to a page (fs/seq_file.c). */
    ssize_t got = read_at(fd, buffer, size - 1, 0);
    descriptor_close(fd);
    buffer[got < 0 ? 0 : got] = '\0';
    return got;
}

bool lines_open(struct lines *lines, const char *path)
{
    lines->fd = open_for_reading(path);
    lines->passing_over = lines->failed = lines->skipped = false;
    lines->start = lines->end = 0;
    lines->offset = 0;
    return lines->fd >= 0;
}

static bool refill(struct lines *lines)
{
    size_t kept = lines->end - lines->start;
    if (kept == sizeof lines->window - 1) {
        lines->passing_over = lines->skipped = true;
        kept = 0;
    }
    memmove(lines->window, lines->window + lines->start, kept);
    lines->start = 0;
    lines->end = kept;
    ssize_t got =
        read_at(lines->fd, lines->window + kept, sizeof lines->window - 1 - kept, lines->offset);
    lines->failed = got < 0 || (got == 0 && (kept > 0 || lines->passing_over));
    if (got <= 0)
        return false;
    lines->end += (size_t)got;
    lines->offset += (size_t)got;
    return true;
}

char *lines_next(struct lines *lines)
{
    for (;;) {
        char *line = lines->window + lines->start;
        char *newline = memchr(line, '\n', lines->end - lines->start);
        if (newline != NULL) {
            *newline = '\0';
            lines->start = (size_t)(newline - lines->window) + 1;
            if (!lines->passing_over)
                return line;
            lines->passing_over = false;
        } else if (!refill(lines)) {
            return NULL;
        }
    }
}

void lines_close(struct lines *lines)
{
    descriptor_close(lines->fd);
}
