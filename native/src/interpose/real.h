/* SPDX-License-Identifier: Apache-2.0 */
/* The originals: what the program would have called without us. */
#ifndef SPAWNRISK_INTERPOSE_REAL_H
#define SPAWNRISK_INTERPOSE_REAL_H

#include <spawn.h>
#include <unistd.h>

#include "functions.h"

struct originals {
#define POINTER_TO(name) __typeof__(name) *name##_original;
    INTERPOSED_FUNCTIONS(POINTER_TO)
#undef POINTER_TO
};

/* Looks all originals up. Called by the constructor, and by a door that is used before it. */
void real_resolve(void);

/* Private to REAL. */
extern struct originals originals;

/*
 * The original of a function. Other libraries' constructors spawn before ours has run (jemalloc's
 * does in Redis), hence the look-up on first use: the process has no second thread by then.
 */
#define REAL(name)                                                                                 \
    (originals.name##_original != NULL ? originals.name##_original                                 \
                                       : (real_resolve(), originals.name##_original))

#endif
