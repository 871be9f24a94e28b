/* SPDX-License-Identifier: Apache-2.0 */
/* A line of /proc/<pid>/maps: an area has its size, an absurd one none, another line counts
 * nothing. */
#include "fuzz.h"
#include "memory/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    char *line = input_word(&input);
    uint64_t area = hugetlb_parse_area(line);
    char start[17], end[17];
    int behind = 0;
    if (area != 0)
        MUST(strstr(line, " /anon_hugepage") != NULL);
    if (area != 0 && is_known(area)) {
        MUST(sscanf(line, "%16[0-9a-f]-%16[0-9a-f]%n", start, end, &behind) == 2);
        MUST(area == strtoull(end, NULL, 16) - strtoull(start, NULL, 16) && (int64_t)area != 0);
        MUST(line[behind + 4] == 'p');
    }
    free(line);
    return 0;
}
