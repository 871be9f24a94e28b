/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a thread is in a signal handler. */
#ifndef SPAWNRISK_JVM_HANDLERS_H
#define SPAWNRISK_JVM_HANDLERS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether a handler was called on this stack between those words, the first of which is looked for
 * by what it holds: the return address of the call in question. True where that cannot be known.
 * Async-signal-safe.
 */
bool handlers_are_between(const uintptr_t *from, const uintptr_t *to, const void *caller);

#endif
