/* SPDX-License-Identifier: Apache-2.0 */
/* What a fork is charged and copies, summed over the areas of a process by the kernel's own flags.
 */
#ifndef SPAWNRISK_MEMORY_AREAS_H
#define SPAWNRISK_MEMORY_AREAS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Bytes. Exact to the page, where no thread of the process maps or writes meanwhile. */
struct area_facts {
    uint64_t commit_charge;     /* of accountable areas: ac, without dc */
    uint64_t largest_area;      /* the largest of those */
    uint64_t largest_withheld;  /* ac and dc: it would be one of those after MADV_DOFORK */
    uint64_t private_anonymous; /* resident in private areas that are copied: without dc and wf.
                                   Pages of private file areas that were written are among them */
    uint64_t swap;              /* swapped out of those areas */
    uint64_t huge;      /* of private_anonymous, in transparent huge pages (AnonHugePages) */
    uint64_t hugetlb;   /* resident in private areas of huge pages that are copied */
    uint64_t shared;    /* resident in shared areas, which are neither charged nor copied */
    uint64_t kept_back; /* anonymous, resident or swapped, that a child does not get: dc, wf */
    uint64_t count;     /* areas */
};

/*
 * Sums /proc/<pid>/smaps, PROCESS_SELF being the process that runs. False, and all UNKNOWN,
 * where it could not be read whole: no right to (ptrace access), no memory (a thread of the kernel,
 * a zombie), no such process. The kernel looks at each page: 40 to 100 ns for each that is
 * resident, less in huge pages. Async-signal-safe; 3 KiB of stack.
 */
bool areas_read(struct area_facts *areas, pid_t pid);

/* Puts these figures in the place of those that facts have in constant time. */
struct facts;
void areas_give(struct facts *facts, const struct area_facts *areas);

/* Reads and gives them. False: facts are as they were. */
bool areas_take(struct facts *facts, pid_t pid);

/* The parser behind it, fed line by line. A pure one. */
struct area_sums {
    struct area_facts facts;
    struct {
        uint64_t size, resident, anonymous, swap, huge, shared_hugetlb, private_hugetlb;
    } area;    /* the one whose lines come in */
    bool open; /* its last line has not come yet */
};

void areas_begin(struct area_sums *sums);
void areas_parse_line(struct area_sums *sums, const char *line);
bool areas_end(struct area_sums *sums, struct area_facts *areas);

#endif
