/* SPDX-License-Identifier: Apache-2.0 */
/* Our functions by the names of those that they stand for. */
#ifndef SPAWNRISK_INTERPOSE_DOORS_H
#define SPAWNRISK_INTERPOSE_DOORS_H

#include <stdbool.h>

/* Our function of that name; NULL: none. */
void *door_of(const char *name);

/* The same of that version; NULL: of none. */
void *door_of_version(const char *name, const char *version);

/* Whether that function is ours alone: a newer C library than this one has it. */
bool door_leads_nowhere(const char *name);

/* Calls visit with each name. */
void doors_each(void (*visit)(const char *name, void *data), void *data);

/* Whether no other library's function is called in place of the C library's. */
bool doors_lead_to_the_c_library(void);

/* Our function, where a look-up by that name found the one that it stands for; else what was
 * found: another library's. */
void *door_instead_of(const char *name, void *found);

#endif
