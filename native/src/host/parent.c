/* SPDX-License-Identifier: Apache-2.0 */
/* The parent's maps, where /proc shows them. */
#include "parent.h"

#include <stdio.h>
#include <string.h>

#include "file.h"
#include "raw.h"

#define LIBRARY_NAME "libspawnrisk"

enum parent parent_look(void)
{
    pid_t parent = raw_getppid();
    if (parent == 0)
        return PARENT_LACKS_US;
    char path[32];
    (void)snprintf(path, sizeof path, "/proc/%d/maps", (int)parent);
    struct lines maps;
    if (!lines_open(&maps, path))
        return PARENT_UNREADABLE;
    bool found = false;
    const char *line;
    while (!found && (line = lines_next(&maps)) != NULL)
        found = strstr(line, LIBRARY_NAME) != NULL;
    lines_close(&maps);
    return found ? PARENT_HAS_US : PARENT_LACKS_US;
}
