/* SPDX-License-Identifier: Apache-2.0 */
/* The doors as a whole: opened by preload, or by redirected imports. */
#ifndef SPAWNRISK_INTERPOSE_INTERPOSE_H
#define SPAWNRISK_INTERPOSE_INTERPOSE_H

#include <stdbool.h>

/* Exported; tools find the library's version by it. */
extern const char spawnrisk_version[];

/*
 * Resolves the originals, and where we are preloaded reads the environment and opens the log; once.
 * Called by the constructor, and by each door: other libraries' constructors spawn before ours has
 * run (jemalloc's does in Redis). Keeps errno.
 */
void interpose_start(void);

/* Whether the program's own calls reach us by the dynamic linker's search order. */
bool interpose_is_preloaded(void);

/*
 * Points the imports of the loaded library with this base name at our doors. Returns the number of
 * imports that were moved, -1 where the library is not loaded. Not async-signal-safe.
 */
int interpose_redirect(const char *library);

#endif
