/* SPDX-License-Identifier: Apache-2.0 */
/* One line to the person who started this process. */
#include "say.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "parent.h"
#include "raw.h"

#define LONGEST_PART 512

/* A value may be longer than the line; what is said of it comes behind and must be read too. */
static size_t put_part(char *at, size_t room, const char *part)
{
    size_t length = strlen(part);
    bool cut = length > LONGEST_PART;
    if (cut)
        length = LONGEST_PART;
    if (length > room)
        length = room;
    memcpy(at, part, length);
    if (cut && length >= sizeof "..." - 1)
        memcpy(at + length - (sizeof "..." - 1), "...", sizeof "..." - 1);
    return length;
}

/* Where nobody reads any more the program shall not end by SIGPIPE for our line. It comes to the
 * thread that wrote (pipe_write, fs/pipe.c; sk_stream_error, net/core/stream.c). */
void say_text(const char *text, size_t length)
{
    const uint64_t broken_pipe = UINT64_C(1) << (SIGPIPE - 1);
    uint64_t before;
    raw_sigprocmask(SIG_BLOCK, &broken_pipe, &before);
    if (raw_write(STDERR_FILENO, text, length) == -EPIPE)
        raw_sigtake(&broken_pipe);
    raw_sigprocmask(SIG_SETMASK, &before, NULL);
}

static void write_line(const char *first, va_list parts)
{
    char line[1024] = "spawnrisk: ";
    size_t length = strlen(line);
    for (const char *part = first; part != NULL; part = va_arg(parts, const char *))
        length += put_part(line + length, sizeof line - 1 - length, part);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)line[i] < ' ')
            line[i] = '?';
    line[length++] = '\n';
    say_text(line, length);
}

void say(const char *first, ...)
{
    /* An unreadable parent counts as one that has spoken: quiet is the lesser fault in a stranger's
     * process. */
    if (parent_look() != PARENT_LACKS_US)
        return;
    va_list parts;
    va_start(parts, first);
    write_line(first, parts);
    va_end(parts);
}

static struct stat remembered;

void say_remember(void)
{
    if (raw_fstat(STDERR_FILENO, &remembered) != 0)
        remembered = (struct stat){0};
}

void say_at_end(const char *first, ...)
{
    struct stat now = {0};
    if (raw_fstat(STDERR_FILENO, &now) != 0 || remembered.st_ino == 0 ||
        now.st_dev != remembered.st_dev || now.st_ino != remembered.st_ino)
        return;
    va_list parts;
    va_start(parts, first);
    write_line(first, parts);
    va_end(parts);
}
