/* SPDX-License-Identifier: Apache-2.0 */
/* What may leave the process of a command: the program's name. */
#include <string.h>

#include "event.h"
#include "host/peek.h"

#define PROGRAM_BYTES 1024
#define CUT           "..."

/* Behind a blank may be arguments: whole command lines are handed over as a program's name. */
const char *redact_path(char *path)
{
    char *blank = path + strcspn(path, " \t\n");
    if (*blank != '\0')
        strcpy(blank, CUT);
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

bool redact_command(char *copy, size_t size, const char *program)
{
    char path[PROGRAM_BYTES + sizeof CUT];
    copy[0] = '\0';
    long taken = peek_string(path, PROGRAM_BYTES, program);
    /* Of a longer path the name is not in what was taken. */
    if (taken < 0 || (size_t)taken == PROGRAM_BYTES - 1)
        return false;
    const char *name = redact_path(path);
    size_t length = strlen(name);
    if (length > size - 1)
        length = size - 1;
    memcpy(copy, name, length);
    copy[length] = '\0';
    return true;
}
