/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments in, lines out. */
#include "wishes.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNPREPARED 99

static char **given;

static bool is_known(const char *argument)
{
    static const char *const names[] = {
        "boundary", "percent", "group",  "version", "spare",    "limit",     "kib",
        "memory",   "touched", "pieces", "reserve", "call",     "child",     "writes",
        "parent",   "takes",   "turns",  "user",    "descends", "contained", "beside"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(argument, names[i], length) == 0 && argument[length] == '=')
            return true;
    }
    return false;
}

void wishes_take(int count, char **arguments)
{
    given = arguments + 1;
    for (int i = 1; i < count; i++)
        if (!is_known(arguments[i]))
            give_up(arguments[i]);
}

const char *wish(const char *name, const char *otherwise)
{
    size_t length = strlen(name);
    for (char **argument = given; *argument != NULL; argument++)
        if (strncmp(*argument, name, length) == 0 && (*argument)[length] == '=')
            return *argument + length + 1;
    return otherwise;
}

uint64_t wish_number(const char *name, uint64_t otherwise)
{
    const char *value = wish(name, NULL);
    if (value == NULL)
        return otherwise;
    char *end;
    errno = 0;
    uint64_t number = strtoull(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0')
        give_up(name);
    return number;
}

bool wish_is(const char *name, const char *value)
{
    return strcmp(wish(name, ""), value) == 0;
}

void tell(const char *format, ...)
{
    char line[256];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(line, sizeof line - 1, format, values);
    va_end(values);
    if (length < 0 || (size_t)length >= sizeof line - 1)
        abort();
    line[length++] = '\n';
    if (write(STDOUT_FILENO, line, (size_t)length) != length)
        abort();
}

void give_up(const char *what)
{
    tell("unprepared %s, errno %d", what, errno);
    _exit(UNPREPARED);
}
