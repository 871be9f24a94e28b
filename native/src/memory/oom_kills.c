/* SPDX-License-Identifier: Apache-2.0 */
/* What the OOM killer has done on the whole machine. */
#include "facts.h"

#include "host/file.h"
#include "text.h"

uint64_t oom_kills_parse_line(const char *line)
{
    const char *number = text_line(line, "oom_kill "), *end;
    uint64_t count = number == NULL ? UNKNOWN : text_number(number, &end);
    return is_known(count) && *end == '\0' ? count : UNKNOWN;
}

uint64_t oom_kills_of_machine(void)
{
    struct lines lines;
    uint64_t count = UNKNOWN;
    if (!lines_open(&lines, "/proc/vmstat"))
        return UNKNOWN;
    const char *line;
    while (!is_known(count) && (line = lines_next(&lines)) != NULL)
        count = oom_kills_parse_line(line);
    lines_close(&lines);
    return count;
}
