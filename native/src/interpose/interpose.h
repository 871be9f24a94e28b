/* SPDX-License-Identifier: Apache-2.0 */
/* The doors as a whole: opened by preload, or by redirected imports. */
#ifndef SPAWNRISK_INTERPOSE_INTERPOSE_H
#define SPAWNRISK_INTERPOSE_INTERPOSE_H

#include <stdbool.h>

/* Exported; tools find the library's version by it. */
extern const char spawnrisk_version[];

/* Counts a call that was passed through without an event. Async-signal-safe. */
void interpose_count_unobserved(void);
unsigned long interpose_unobserved(void);

/* Whether the program's own calls reach us by the dynamic linker's search order. */
bool interpose_is_preloaded(void);

/*
 * Points the imports of the loaded library with this base name at our doors. Returns the number of
 * imports that were moved, -1 where the library is not loaded. Not async-signal-safe.
 */
int interpose_redirect(const char *library);

#endif
