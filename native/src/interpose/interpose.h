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
 * Points the imports of all loaded libraries at our doors, and from now on those of libraries that
 * are loaded later. Returns the number of imports that were moved, -1: there was no memory. Not
 * async-signal-safe.
 */
int interpose_redirect(void);

/*
 * Points them back at what they held before; those of libraries that were unloaded since are left
 * alone. A thread may be in a door meanwhile: we stay mapped. Returns the number of imports. Not
 * async-signal-safe, and not for a library's constructor.
 */
int interpose_restore(void);

#endif
