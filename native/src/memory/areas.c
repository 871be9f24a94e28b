/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What dup_mmap (mm/mmap.c) charges and copies, area by area, as smaps tells it
 * (fs/proc/task_mmu.c).
 *
 * 1. An area is told by its VmFlags, not by its permissions: what was made read-only after it was
 *    written stays charged, and MAP_NORESERVE is seen nowhere else.
 * 2. Its first line, with the name, is not needed, so that a name longer than our window does no
 *    harm. It begins with a number; no name can look like another line.
 */
#include "areas.h"

#include <string.h>

#include "facts.h"
#include "host/file.h"
#include "text.h"

static bool has_flag(const char *flags, const char *flag)
{
    size_t length = strlen(flag);
    for (;;) {
        flags += strspn(flags, " ");
        size_t word = strcspn(flags, " ");
        if (word == 0)
            return false;
        if (word == length && strncmp(flags, flag, length) == 0)
            return true;
        flags += word;
    }
}

static void begin_area(struct area_sums *sums)
{
    sums->open = false;
    sums->area.size = sums->area.resident = sums->area.anonymous = UNKNOWN;
    sums->area.swap = sums->area.huge = UNKNOWN;
    sums->area.shared_hugetlb = sums->area.private_hugetlb = UNKNOWN;
}

void areas_begin(struct area_sums *sums)
{
    sums->facts = (struct area_facts){0};
    begin_area(sums);
}

static void add(uint64_t *sum, uint64_t bytes)
{
    *sum = text_sum(*sum, bytes);
}

/* Nothing is anonymous in a shared area, and its Swap is the file's. One of a file that was opened
 * for reading only is "ms" without "sh" (do_mmap, mm/mmap.c). */
static bool is_shared(const char *flags)
{
    return has_flag(flags, "sh") || has_flag(flags, "ms");
}

/* UNKNOWN is larger than any, and stays. */
static void keep_largest(uint64_t *largest, uint64_t size)
{
    if (*largest < size)
        *largest = size;
}

static void charge(struct area_facts *facts, uint64_t size, bool inherited)
{
    if (inherited)
        add(&facts->commit_charge, size);
    keep_largest(inherited ? &facts->largest_area : &facts->largest_withheld, size);
}

static void end_area(struct area_sums *sums, const char *flags)
{
    struct area_facts *facts = &sums->facts;
    bool inherited = !has_flag(flags, "dc");
    /* "Private" is a huge page that is mapped once; in a private area both kinds are copied. */
    uint64_t hugetlb = text_sum(sums->area.shared_hugetlb, sums->area.private_hugetlb);
    facts->count++;
    if (has_flag(flags, "ac"))
        charge(facts, sums->area.size, inherited);
    if (is_shared(flags)) {
        add(&facts->shared, text_sum(sums->area.resident, hugetlb));
    } else if (!inherited || has_flag(flags, "wf")) {
        add(&facts->kept_back, text_sum(sums->area.anonymous, sums->area.swap));
    } else {
        add(&facts->private_anonymous, sums->area.anonymous);
        add(&facts->swap, sums->area.swap);
        add(&facts->huge, sums->area.huge);
        add(&facts->hugetlb, hugetlb);
    }
    begin_area(sums);
}

void areas_parse_line(struct area_sums *sums, const char *line)
{
    static const char last[] = "VmFlags:";
    const struct {
        const char *key;
        uint64_t *value;
    } wanted[] = {
        {"Size:", &sums->area.size},
        {"Rss:", &sums->area.resident},
        {"Anonymous:", &sums->area.anonymous},
        {"AnonHugePages:", &sums->area.huge},
        {"Shared_Hugetlb:", &sums->area.shared_hugetlb},
        {"Private_Hugetlb:", &sums->area.private_hugetlb},
        {"Swap:", &sums->area.swap},
    };
    sums->open = true;
    if (strncmp(line, last, sizeof last - 1) == 0)
        end_area(sums, line + sizeof last - 1);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (strncmp(line, wanted[i].key, strlen(wanted[i].key)) == 0)
            *wanted[i].value = text_value(line, wanted[i].key);
}

bool areas_end(struct area_sums *sums, struct area_facts *areas)
{
    *areas = sums->facts;
    if (!sums->open && areas->count > 0)
        return true;
    *areas = (struct area_facts){UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN,
                                 UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN};
    return false;
}

static bool read_file(struct area_facts *areas, const char *path)
{
    struct area_sums sums;
    struct lines lines;
    areas_begin(&sums);
    if (lines_open(&lines, path)) {
        const char *line;
        while ((line = lines_next(&lines)) != NULL)
            areas_parse_line(&sums, line);
        sums.open |= lines.failed;
        lines_close(&lines);
    }
    return areas_end(&sums, areas);
}

bool areas_read(struct area_facts *areas, pid_t pid)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    text_thread_path(path, pid, "smaps");
    return read_file(areas, path);
}

void areas_give(struct facts *facts, const struct area_facts *areas)
{
    facts->process.exact = true;
    facts->process.commit_charge = areas->commit_charge;
    facts->process.largest_area = areas->largest_area;
    facts->process.private_anonymous = areas->private_anonymous;
    facts->process.swap = areas->swap;
    if (facts->hugetlb.copied != 0)
        facts->hugetlb.copied = areas->hugetlb;
}

bool areas_take(struct facts *facts, pid_t pid)
{
    struct area_facts areas;
    if (!areas_read(&areas, pid))
        return false;
    areas_give(facts, &areas);
    return true;
}
