/* SPDX-License-Identifier: Apache-2.0 */
/* A line of /proc/<pid>/maps: an area has its size, an absurd one none, another line counts
 * nothing. */
#include "memory/maps.h"
#include "fuzz.h"
#include "memory/facts.h"

static void an_area_is_what_its_line_says(const char *line)
{
    struct map map;
    char start[17], end[17], access[5];
    int behind = 0;
    if (!map_parse(&map, line))
        return;
    if (sscanf(line, "%16[0-9a-f]-%16[0-9a-f]%n", start, end, &behind) != 2 ||
        sscanf(line + behind, " %4[rwxps-]", access) != 1 || strlen(access) != 4)
        return;
    MUST(map.start == strtoull(start, NULL, 16) && map.end == strtoull(end, NULL, 16));
    MUST(map.is_writable == (line[behind + 2] == 'w') &&
         map.is_private == (line[behind + 4] == 'p'));
    MUST(map.name == line + behind + 5);
    MUST(!is_known(map_size(&map)) || map_size(&map) == map.end - map.start);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    char *line = input_word(&input);
    an_area_is_what_its_line_says(line);
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
