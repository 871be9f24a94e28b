/* SPDX-License-Identifier: Apache-2.0 */
/* A second look at the files of the cgroups of one controller. Private to this folder. */
#ifndef SPAWNRISK_ASSESS_LOOK_H
#define SPAWNRISK_ASSESS_LOOK_H

#include "gaps.h"
#include "memory/hidden.h"
#include "memory/hierarchy.h"

struct look {
    struct inspection *inspection;
    struct hidden hidden;
    struct group_directory below; /* the group visited before, which this one holds */
    uint64_t page;                /* of huge pages */
    unsigned told;                /* files that could not be read */
    bool swaps, found, is_above;  /* is_above: a group above the highest may have a limit */
};

/* got: what reading it gave. */
void look_put(struct look *look, struct group_directory *directory, const char *file,
              const char *facts, ssize_t got);

/* Told as a gap where it is there, and no limit. UNKNOWN then, and where none is set. */
uint64_t look_limit(struct look *look, struct group_directory *directory, const char *file,
                    const char *facts);

/* Told as a gap where it is not there, or no number. */
void look_number(struct look *look, struct group_directory *directory, const char *file,
                 const char *facts);

/* Tells of groups that could not be visited, as is_climbed and is_above say. */
void look_end(const struct look *look, bool is_climbed, const char *facts);

#endif
