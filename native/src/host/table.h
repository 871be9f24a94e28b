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

/* Each function of that name, which an object may have in several versions. */
void table_each_version(uintptr_t base, const ElfW(Dyn) * dynamic, const char *name,
                        void (*visit)(const ElfW(Sym) * symbol, void *data), void *data);

struct table_symbol {
    const char *name; /* NULL: none */
    uintptr_t start;
};

/* The function with a name in which the address lies, of the object that begins at base and was
 * moved by so much. Looks at each symbol of its hash table, up to 32,768. */
struct table_symbol table_symbol_at(uintptr_t base, uintptr_t moved, const ElfW(Dyn) * dynamic,
                                    uintptr_t address);

/* strcmp may be a sanitizer's. */
bool table_names_are_equal(const char *a, const char *b);

#endif
