/* SPDX-License-Identifier: Apache-2.0 */
/* By /proc/self/maps and mprotect. */
#include "protected.h"

#include <unistd.h>

#include "host/file.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "memory/maps.h"

struct search {
    struct area *area;
    uintptr_t address;
};

static void look_up(void *data)
{
    const struct search *search = data;
    struct lines lines;
    struct map map;
    const char *line;
    if (!lines_open(&lines, "/proc/thread-self/maps"))
        return;
    while ((line = lines_next(&lines)) != NULL) {
        if (!map_parse(&map, line) || search->address < map.start || search->address >= map.end)
            continue;
        *search->area = (struct area){map.start, map.end, map.protection};
        break;
    }
    lines_close(&lines);
}

static bool is_in(const struct area *area, uintptr_t address)
{
    return address >= area->start && address < area->end;
}

bool protected_store(struct area *area, void **word, void *value)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    if (!is_in(area, (uintptr_t)word))
        stretch_run(look_up, &(struct search){area, (uintptr_t)word});
    if (!is_in(area, (uintptr_t)word))
        return false;
    void *start = (void *)((uintptr_t)word & ~(page - 1));
    bool is_writable = (area->protection & PROT_WRITE) != 0;
    if (!is_writable && raw_mprotect(start, page, area->protection | PROT_WRITE) != 0)
        return false;
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
    if (!is_writable)
        (void)raw_mprotect(start, page, area->protection);
    return true;
}
