/* SPDX-License-Identifier: Apache-2.0 */
/* The halves of dlopen and dlmopen that are C; both begin in the processor's own .S file. */
#ifndef SPAWNRISK_INTERPOSE_DLOPEN_H
#define SPAWNRISK_INTERPOSE_DLOPEN_H

#include <dlfcn.h>

/* Where to jump. What the library imports will lead to our doors by then. */
void *dlopen_target(const char *file, int mode);
void *dlmopen_target(Lmid_t space, const char *file, int mode);

#endif
