/* SPDX-License-Identifier: Apache-2.0 */
/* A second reading of the kernel's texts. */
#include "reference.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

uint64_t reference_number(const char *text, const char **end)
{
    unsigned __int128 number = 0;
    while (*text == ' ' || *text == '\t')
        text++;
    const char *first = text;
    for (; *text >= '0' && *text <= '9'; text++)
        if (number <= INT64_MAX)
            number = number * 10 + (unsigned)(*text - '0');
    if (end != NULL)
        *end = text;
    return text == first || number > INT64_MAX ? UINT64_MAX : (uint64_t)number;
}

uint64_t reference_whole_number(const char *text)
{
    const char *end;
    uint64_t number = reference_number(text, &end);
    return *end != '\0' && strchr(" \t\n", *end) != NULL ? number : UINT64_MAX;
}

static const char *line_of(const char *text, const char *key)
{
    for (const char *line = text; line != NULL;) {
        if (strstr(line, key) == line)
            return line;
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return NULL;
}

bool reference_has(const char *text, const char *key)
{
    return line_of(text, key) != NULL;
}

uint64_t reference_value(const char *text, const char *key)
{
    const char *line = line_of(text, key);
    if (line == NULL)
        return UINT64_MAX;
    const char *unit;
    uint64_t number = reference_number(line + strlen(key), &unit);
    if (number == UINT64_MAX)
        return UINT64_MAX;
    while (*unit == ' ' || *unit == '\t')
        unit++;
    const char *end = strchrnul(unit, '\n');
    if (unit == end)
        return *end == '\n' ? number : UINT64_MAX;
    if (end - unit != 2 || unit[0] != 'k' || unit[1] != 'B')
        return UINT64_MAX;
    unsigned __int128 bytes = (unsigned __int128)number * 1024;
    return bytes > INT64_MAX ? UINT64_MAX : (uint64_t)bytes;
}
