/* SPDX-License-Identifier: Apache-2.0 */
/* What a child has in fact copied. */
#include "facts.h"

#include "host/file.h"
#include "text.h"

/* Some twenty-five lines of a word and a number (fs/proc/task_mmu.c, __show_smap). */
#define ROLLUP_BYTES 1536

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Measured on x86_64 between 40 and 98; less in huge pages. */
#define NANOSECONDS_PER_PAGE 100

/* A hundredth would leave out every save of 1 GB on a fast disk: 26 ms after a life of 0.7 s. */
#define PART_OF_LIFE   20
#define STATM_BYTES    128
#define RESIDENT_FIELD 1

bool copied_is_cheap(uint64_t pages, uint64_t lived_ns, uint64_t most_ns)
{
    uint64_t most = lived_ns / PART_OF_LIFE < most_ns ? lived_ns / PART_OF_LIFE : most_ns;
    return pages <= most / NANOSECONDS_PER_PAGE;
}

uint64_t copied_parse_resident(const char *statm)
{
    const char *resident = text_field(statm, RESIDENT_FIELD);
    return resident == NULL ? UNKNOWN : text_whole_number(resident);
}

static uint64_t resident_pages(void)
{
    char statm[STATM_BYTES];
    return file_read("/proc/thread-self/statm", statm, sizeof statm) < 0
               ? UNKNOWN
               : copied_parse_resident(statm);
}

uint64_t copied_cost(void)
{
    uint64_t pages = resident_pages();
    return is_known(pages) ? pages * NANOSECONDS_PER_PAGE : UNKNOWN;
}

/*
 * Private_Dirty counts pages of shared areas too that nobody else maps, and those are no copy. Of
 * the anonymous ones Pss counts a page that n processes map as its nth part, so that twice Pss_Anon
 * less Anonymous is what is private where parent and child alone share the rest, and too little
 * where more do. Pss_Anon is of 5.4 (commit ee2ad71b0756); before it all that are anonymous bound
 * it.
 */
uint64_t copied_parse_rollup(const char *rollup)
{
    uint64_t dirty = text_value(rollup, "Private_Dirty:");
    uint64_t anonymous = text_value(rollup, "Anonymous:");
    uint64_t part = text_value(rollup, "Pss_Anon:");
    uint64_t others = text_sum(text_value(rollup, "Pss_File:"), text_value(rollup, "Pss_Shmem:"));
    if (!is_known(dirty) || !is_known(anonymous) || !is_known(part) || !is_known(others))
        return smaller(dirty, anonymous);
    uint64_t most = smaller(dirty, part);
    uint64_t by_sharing = 2 * part > anonymous ? 2 * part - anonymous : 0;
    uint64_t by_kind = dirty > others ? dirty - others : 0;
    return smaller(most, by_sharing > by_kind ? by_sharing : by_kind);
}

uint64_t copied_read(uint64_t lived_ns, uint64_t most_ns)
{
    char rollup[ROLLUP_BYTES] = "";
    if (!copied_is_cheap(resident_pages(), lived_ns, most_ns) ||
        file_read("/proc/thread-self/smaps_rollup", rollup, sizeof rollup) < 0)
        return UNKNOWN;
    return copied_parse_rollup(rollup);
}
