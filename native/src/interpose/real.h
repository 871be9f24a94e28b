/* SPDX-License-Identifier: Apache-2.0 */
/* The originals: what the program would have called without us. */
#ifndef SPAWNRISK_INTERPOSE_REAL_H
#define SPAWNRISK_INTERPOSE_REAL_H

#include <dlfcn.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <threads.h>
#include <unistd.h>
#include <wordexp.h>

#include "aliases.h"
#include "functions.h"

/* Looks all originals up. Not for an interposed call, but for the first. */
void real_resolve(void);

/* Whether an original is the C library's own, not that of another preloaded library. */
bool real_is_of_the_c_library(const void *original);

/* Whether there is code of another preloaded library, or of ours, at this address. */
bool real_is_of_a_library_between(const void *address);

/* Private to REAL, and to .S files. */
#define DECLARE(name) extern __typeof__(name) *name##_original;
INTERPOSED_FUNCTIONS(DECLARE)
SLEEPING_FUNCTIONS(DECLARE)
#undef DECLARE
#define DECLARE(name, door, version) extern __typeof__(name) *door##_original;
OLDER_FUNCTIONS(DECLARE)
#undef DECLARE

/* The original of a function. It is looked up here only where a second thread of a library's
 * constructor is faster than the first door's interpose_start. */
/* NULL: this C library has none. */
#define REAL(name) (name##_original != NULL ? name##_original : (real_resolve(), name##_original))

#endif
