/* SPDX-License-Identifier: Apache-2.0 */
/* Finds a symbol without dlsym, which is a door itself. */
#ifndef SPAWNRISK_INTERPOSE_SYMBOLS_H
#define SPAWNRISK_INTERPOSE_SYMBOLS_H

/* The function of that name in the first library behind this one, else in any but this one. Calls
 * nothing of the C library but dl_iterate_phdr; a sanitizer may not be ready yet. */
void *symbol_behind_us(const char *name);

#endif
