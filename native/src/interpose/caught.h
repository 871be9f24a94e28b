/* SPDX-License-Identifier: Apache-2.0 */
/* For which signals the process has handlers. */
#ifndef SPAWNRISK_INTERPOSE_CAUGHT_H
#define SPAWNRISK_INTERPOSE_CAUGHT_H

#include <stdint.h>

/* The lowest bit is signal 1. All, where that can't be read. Async-signal-safe. */
uint64_t caught_signals(void);

#endif
