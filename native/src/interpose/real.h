/* SPDX-License-Identifier: Apache-2.0 */
/* The originals: what the program would have called without us. */
#ifndef SPAWNRISK_INTERPOSE_REAL_H
#define SPAWNRISK_INTERPOSE_REAL_H

#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "functions.h"

struct originals {
#define POINTER_TO(name) __typeof__(name) *name##_original;
    INTERPOSED_FUNCTIONS(POINTER_TO)
#undef POINTER_TO
};

/* Looks all originals up. Not for an interposed call, but for the first. */
void real_resolve(void);

/* Private to REAL. */
extern struct originals originals;

/* The original of a function. It is looked up here only where a second thread of a library's
 * constructor is faster than the first door's interpose_start. */
#define REAL(name)                                                                                 \
    (originals.name##_original != NULL ? originals.name##_original                                 \
                                       : (real_resolve(), originals.name##_original))

#endif
