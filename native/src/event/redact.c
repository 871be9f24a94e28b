/* SPDX-License-Identifier: Apache-2.0 */
/* What may leave the process of a command: the program's name. */
#include <string.h>

#include "event.h"
#include "host/peek.h"

#define PROGRAM_BYTES 1024

bool redact_command(char *copy, size_t size, const char *program)
{
    char path[PROGRAM_BYTES];
    copy[0] = '\0';
    long taken = peek_string(path, sizeof path, program);
    /* Of a longer path the name is not in what was taken. */
    if (taken < 0 || (size_t)taken == sizeof path - 1)
        return false;
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    size_t length = strlen(name);
    if (length > size - 1)
        length = size - 1;
    memcpy(copy, name, length);
    copy[length] = '\0';
    return true;
}
