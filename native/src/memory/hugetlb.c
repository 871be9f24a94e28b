/* SPDX-License-Identifier: Apache-2.0 */
/* Private huge pages, which a copy can need once more, and those that the machine has free. */
#include "hugetlb.h"

#include <string.h>

#include "facts.h"
#include "hierarchy.h"
#include "host/file.h"
#include "host/number.h"
#include "maps.h"
#include "text.h"

/* Only processes with huge pages pay for this, some 20 us for a hundred areas. */
#define MOST_AREAS    2000
#define MEMINFO_BYTES 2048

/* The kernel names them so (hugetlb_file_setup, fs/hugetlbfs/inode.c); a private mapping of a file
 * of a hugetlbfs has the file's name, and can't be told from others. */
static bool is_huge(const struct map *map)
{
    return map->is_private && strstr(map->name, " /anon_hugepage") != NULL;
}

uint64_t hugetlb_parse_area(const char *line)
{
    struct map map;
    return map_parse(&map, line) && is_huge(&map) ? map_size(&map) : 0;
}

/* UNKNOWN also where there are no areas at all, as of another process whose main thread has ended.
 * writable: those that VmData counts (is_data_mapping, mm/internal.h); UNKNOWN where these are. */
static uint64_t private_areas(pid_t pid, uint64_t *writable)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    text_thread_path(path, pid, "maps");
    struct lines lines;
    struct map map;
    *writable = UNKNOWN;
    if (!lines_open(&lines, path))
        return UNKNOWN;
    uint64_t sum = 0, of_data = 0;
    unsigned areas = 0;
    const char *line;
    while ((line = lines_next(&lines)) != NULL && areas++ < MOST_AREAS) {
        if (!map_parse(&map, line) || !is_huge(&map))
            continue;
        sum = text_sum(sum, map_size(&map));
        if (map.is_writable)
            of_data = text_sum(of_data, map_size(&map));
    }
    lines_close(&lines);
    bool is_whole = line == NULL && !lines.failed && areas > 0;
    *writable = is_whole ? of_data : UNKNOWN;
    return is_whole ? sum : UNKNOWN;
}

static uint64_t bytes_of(uint64_t pages, uint64_t size)
{
    return size == 0 || pages <= TEXT_LARGEST / size ? pages * size : UNKNOWN;
}

uint64_t hugetlb_parse_free(const char *meminfo, uint64_t overcommit)
{
    uint64_t size = text_value(meminfo, "Hugepagesize:");
    uint64_t total = text_value(meminfo, "HugePages_Total:");
    uint64_t free = text_value(meminfo, "HugePages_Free:");
    uint64_t reserved = text_value(meminfo, "HugePages_Rsvd:");
    uint64_t surplus = text_value(meminfo, "HugePages_Surp:");
    uint64_t all_sizes = text_value(meminfo, "Hugetlb:");
    if (!is_known(size) || !is_known(total) || !is_known(free) || !is_known(reserved) ||
        !is_known(surplus) || !is_known(overcommit) || all_sizes != bytes_of(total, size) ||
        reserved > free)
        return UNKNOWN;
    uint64_t more = overcommit > surplus ? overcommit - surplus : 0;
    return bytes_of(text_sum(free - reserved, more), size);
}

uint64_t hugetlb_free_pages(uint64_t *size)
{
    char meminfo[MEMINFO_BYTES] = "", overcommit[32] = "";
    (void)file_read("/proc/meminfo", meminfo, sizeof meminfo);
    (void)file_read("/proc/sys/vm/nr_overcommit_hugepages", overcommit, sizeof overcommit);
    *size = text_value(meminfo, "Hugepagesize:");
    return hugetlb_parse_free(meminfo, text_whole_number(overcommit));
}

/* Larger ones no processor has, and their names would not fit. */
#define LARGEST_PAGE (UINT64_C(64) << 30)

void hugetlb_group_file(char file[HUGETLB_FILE_BYTES], uint64_t page, const char *what)
{
    static const char *const units[] = {"KB", "MB", "GB"};
    unsigned unit = 0;
    for (page /= 1024; unit < 2 && page >= 1024; unit++)
        page /= 1024;
    char *at = number_put(stpcpy(file, "hugetlb."), page);
    strcpy(stpcpy(stpcpy(at, units[unit]), "."), what);
}

struct groups {
    uint64_t page, room; /* room: UNKNOWN where none has a limit */
    bool is_seen;        /* each of them could be read */
};

static void visit(struct group_directory *directory, void *data)
{
    struct groups *groups = data;
    bool v2 = directory->version == 2;
    char file[HUGETLB_FILE_BYTES];
    uint64_t limit;
    hugetlb_group_file(file, groups->page, v2 ? "max" : "limit_in_bytes");
    groups->is_seen &= directory_limit(directory, file, &limit);
    if (!is_known(limit))
        return;
    hugetlb_group_file(file, groups->page, v2 ? "current" : "usage_in_bytes");
    uint64_t used = directory_number(directory, file);
    groups->is_seen &= is_known(used);
    uint64_t room = used < limit ? limit - used : 0;
    if (is_known(used) && room < groups->room)
        groups->room = room;
}

/* What a pool of the machine has is no more than what the limits of the process's groups leave. */
__attribute__((noinline)) static void bind_to_groups(struct hugetlb_facts *hugetlb, uint64_t page,
                                                     pid_t pid)
{
    struct groups groups = {.page = page, .room = UNKNOWN, .is_seen = true};
    groups.is_seen &= hierarchy_walk("hugetlb", pid, visit, &groups);
    hugetlb->in_group = groups.room < hugetlb->free;
    if (hugetlb->in_group)
        hugetlb->free = groups.room;
    else if (!groups.is_seen && hugetlb->free >= hugetlb->copied)
        hugetlb->free = UNKNOWN;
}

/* Huge pages are not charged. Where it is not known how much of the charge they are, neither is the
 * charge: with them a copy would be said to be refused that passes. */
static uint64_t charge_without(uint64_t charge, uint64_t writable)
{
    return is_known(charge) && is_known(writable) && writable <= charge ? charge - writable
                                                                        : UNKNOWN;
}

void hugetlb_read(struct hugetlb_facts *hugetlb, struct process_facts *process, pid_t pid)
{
    /* A kernel without huge pages has no line for them; that of threads stands behind it, so it
     * was not cut off. */
    bool lacks_line = !is_known(process->hugetlb) && is_known(process->threads);
    bool has_none = process->hugetlb == 0 || (lacks_line && is_known(process->commit_charge));
    *hugetlb = (struct hugetlb_facts){.copied = has_none ? 0 : UNKNOWN, .free = UNKNOWN};
    if (has_none || !is_known(process->hugetlb))
        return;
    uint64_t writable, areas = private_areas(pid, &writable);
    hugetlb->copied = areas < process->hugetlb ? areas : process->hugetlb;
    if (!is_known(areas))
        hugetlb->copied = UNKNOWN;
    uint64_t page;
    if (areas != 0)
        hugetlb->free = hugetlb_free_pages(&page);
    if (areas != 0 && is_known(hugetlb->free) && page <= LARGEST_PAGE)
        bind_to_groups(hugetlb, page, pid);
    process->commit_charge = charge_without(process->commit_charge, writable);
}
