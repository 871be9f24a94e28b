/* SPDX-License-Identifier: Apache-2.0 */
/* What a child has in fact copied. */
#include "facts.h"

#include "host/file.h"
#include "text.h"

/* Fifteen lines of a word and a number (fs/proc/task_mmu.c, __show_smap). */
#define ROLLUP_BYTES 1536

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
    return file_read("/proc/self/statm", statm, sizeof statm) < 0 ? UNKNOWN
                                                                  : copied_parse_resident(statm);
}

uint64_t copied_read(uint64_t lived_ns, uint64_t most_ns)
{
    char rollup[ROLLUP_BYTES] = "";
    if (!copied_is_cheap(resident_pages(), lived_ns, most_ns) ||
        file_read("/proc/self/smaps_rollup", rollup, sizeof rollup) < 0)
        return UNKNOWN;
    return text_value(rollup, "Private_Dirty:");
}
