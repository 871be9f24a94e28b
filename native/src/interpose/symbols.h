/* SPDX-License-Identifier: Apache-2.0 */
/* Finds a symbol without dlsym, which is a door itself. */
#ifndef SPAWNRISK_INTERPOSE_SYMBOLS_H
#define SPAWNRISK_INTERPOSE_SYMBOLS_H

#include <link.h>
#include <stdbool.h>
#include <stdint.h>

/* Where an object lies in memory. */
struct extent {
    uintptr_t start, end;
};

/* The function of that name in the first library behind this one, else in any but this one. Calls
 * nothing but the C library's own dl_iterate_phdr; a sanitizer may not be ready yet. */
void *symbol_behind_us(const char *name);

/* Whether a library behind this one has it. Likewise. */
bool symbol_is_behind_us(const char *name);

/* Of the object that has this address in it; empty: none has. Likewise. */
struct extent symbol_extent(const void *address);

/* Of an object that each_object has come to. */
struct extent extent_of(const struct dl_phdr_info *object);

/* The C library's own dl_iterate_phdr, past every wrapper. */
int each_object(int (*visits)(struct dl_phdr_info *, size_t, void *), void *data);

/* Of the libraries that stand before this one: other preloads. Returns how many, most at most; 0
 * where we have been loaded later. Likewise. */
unsigned symbol_extents_before_us(struct extent extents[], unsigned most);

#endif
