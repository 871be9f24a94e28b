/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a file line by line, and whole: lines that fit come as they are, longer ones not at all.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "host/file.h"

static const char *next_expected(const char **at, const char *end, size_t *length)
{
    while (*at < end) {
        const char *line = *at, *newline = memchr(line, '\n', (size_t)(end - line));
        if (newline == NULL)
            return NULL; /* cut off, as far as anyone knows */
        *at = newline + 1;
        *length = (size_t)(newline - line);
        if (*length < sizeof((struct lines){0}).window - 1)
            return line;
    }
    return NULL;
}

/* A byte of the input stands for 16 of the file, so that a short one fills windows. */
#define TIMES 16

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char content[TIMES * 4096];
    size_t length = 0;
    for (size_t i = 0; i < size && length + TIMES < sizeof content; i++) {
        memset(content + length, bytes[i], TIMES);
        length += bytes[i] == '\n' ? 1 : TIMES;
    }
    static int fd = -1;
    if (fd < 0)
        fd = memfd_create("lines", MFD_CLOEXEC);
    MUST(ftruncate(fd, 0) == 0 && pwrite(fd, content, length, 0) == (ssize_t)length);
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct lines lines;
    MUST(lines_open(&lines, path));
    const char *at = content, *expected, *line;
    size_t bytes_of_line = 0;
    while ((line = lines_next(&lines)) != NULL) {
        expected = next_expected(&at, content + length, &bytes_of_line);
        MUST(expected != NULL && memcmp(line, expected, bytes_of_line) == 0);
        MUST(line[bytes_of_line] == '\0');
    }
    MUST(next_expected(&at, content + length, &bytes_of_line) == NULL);
    lines_close(&lines);
    char small[100];
    ssize_t got = file_read(path, small, sizeof small);
    MUST(got == (ssize_t)(length < sizeof small - 1 ? length : sizeof small - 1));
    MUST(memcmp(small, content, (size_t)got) == 0 && small[got] == '\0');
    return 0;
}
