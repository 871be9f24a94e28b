/* SPDX-License-Identifier: Apache-2.0 */
/* Which files an inspection could not read, so that a reason was not assessed or a fact is missing.
 * Private to this folder. */
#ifndef SPAWNRISK_ASSESS_GAPS_H
#define SPAWNRISK_ASSESS_GAPS_H

#include "inspect.h"

/* Of facts and risk that are there. walked: the areas were to be walked over. */
void gaps_find(struct inspection *inspection, bool walked);

/* Those of its cgroups, by a second look at each file that facts hinge on. */
void gaps_find_in_memory_cgroups(struct inspection *inspection);
void gaps_find_of_processes(struct inspection *inspection);
void gaps_find_of_huge_pages(struct inspection *inspection);

/* Of a path that is too long the end is kept. error: the errno, 0 where there is none. */
void gap_put(struct inspection *inspection, const char *source, const char *facts, int error);
/* With the errno that reading it gives. */
void gap_put_of(struct inspection *inspection, const char *source, const char *facts);
/* Likewise, of a file of the process that is inspected. */
void gap_put_of_process(struct inspection *inspection, const char *file, const char *facts);

#endif
