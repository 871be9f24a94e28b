/* SPDX-License-Identifier: Apache-2.0 */
/* A line of /proc/<pid>/maps. */
#include "maps.h"

#include <string.h>
#include <sys/mman.h>

#include "facts.h"

static uint64_t hexadecimal(const char *text, const char **end)
{
    uint64_t value = 0;
    size_t digits = strspn(text, "0123456789abcdef");
    *end = text + digits;
    for (; text < *end; text++)
        value = value * 16 + (uint64_t)(*text <= '9' ? *text - '0' : *text - 'a' + 10);
    return digits > 0 && digits <= sizeof value * 2 ? value : UNKNOWN;
}

/* show_map_vma (fs/proc/task_mmu.c): "start-end rwxp offset device inode name". */
bool map_parse(struct map *map, const char *line)
{
    const char *at;
    map->start = hexadecimal(line, &at);
    if (*at != '-')
        return false;
    map->end = hexadecimal(at + 1, &at);
    if (strlen(at) < sizeof " rw-p" - 1)
        return false;
    map->is_writable = at[2] == 'w';
    map->protection = (at[1] == 'r' ? PROT_READ : 0) | (at[2] == 'w' ? PROT_WRITE : 0) |
                      (at[3] == 'x' ? PROT_EXEC : 0);
    map->is_private = at[4] == 'p';
    map->name = at + sizeof " rw-p" - 1;
    return true;
}

uint64_t map_size(const struct map *map)
{
    bool is_sound = is_known(map->start) && is_known(map->end) && map->start < map->end;
    return is_sound ? map->end - map->start : UNKNOWN;
}
