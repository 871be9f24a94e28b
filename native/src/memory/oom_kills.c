/* SPDX-License-Identifier: Apache-2.0 */
/* What the OOM killer has done on the whole machine. */
#include "facts.h"

#include "host/file.h"
#include "text.h"

uint64_t oom_kills_of_machine(void)
{
    struct lines lines;
    uint64_t count = UNKNOWN;
    if (!lines_open(&lines, "/proc/vmstat"))
        return UNKNOWN;
    const char *line, *number = NULL;
    while (number == NULL && (line = lines_next(&lines)) != NULL)
        number = text_line(line, "oom_kill ");
    if (number != NULL)
        count = text_number(number, NULL);
    lines_close(&lines);
    return count;
}
