/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the helper that a JDK is about to run (jspawnhelper) is the one that belongs to it. */
#ifndef SPAWNRISK_MEMORY_HELPER_H
#define SPAWNRISK_MEMORY_HELPER_H

#include "facts.h"

/*
 * path and arguments: those of the JDK's posix_spawn; bad pointers are no harm. Looks at the file's
 * state, and reads it where that is another one than the last time. Async-signal-safe; at most
 * 4 KiB of stack.
 */
enum helper_state helper_look(const char *path, char *const arguments[]);

/* What the file is to a JDK of that version, NULL where it hands none over;
 * HELPER_AS_IT_SHOULD_BE where it is not certain. */
enum helper_state helper_of(const char *path, const char *version);

#endif
