/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that a loaded object has. */
#ifndef SPAWNRISK_HOST_TABLE_H
#define SPAWNRISK_HOST_TABLE_H

#include <link.h>
#include <stdbool.h>
#include <stdint.h>

/* The function of that name of the object at base, by its dynamic section (NULL: it has none). */
void *table_function(uintptr_t base, const ElfW(Dyn) * dynamic, const char *name);

/* The same, of the one that the loader relocates nothing in: the vDSO. */
void *table_function_as_linked(uintptr_t base, const ElfW(Dyn) * dynamic, const char *name);

/* strcmp may be a sanitizer's. */
bool table_names_are_equal(const char *a, const char *b);

#endif
