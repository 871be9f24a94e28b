/* SPDX-License-Identifier: Apache-2.0 */
/* One line to the person who started this process. */
#ifndef SPAWNRISK_HOST_SAY_H
#define SPAWNRISK_HOST_SAY_H

#include <stddef.h>

/*
 * Writes "spawnrisk: " and the strings up to the NULL as one line on standard error. A process
 * whose parent has this library too stays quiet: its parent has already said it. Not for an
 * interposed call: a daemon may have put something of its own at descriptor 2 by then.
 */
__attribute__((sentinel)) void say(const char *first, ...);

/* Remembers which file standard error is, for say_at_end. At the start of the process. */
void say_remember(void);

/* As say, but at the end of the process, where standard error is still the file that it was. */
__attribute__((sentinel)) void say_at_end(const char *first, ...);

/* Writes text as it is, in one piece, and raises no SIGPIPE. Async-signal-safe. */
void say_text(const char *text, size_t length);

#endif
