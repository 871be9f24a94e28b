/* SPDX-License-Identifier: Apache-2.0 */
/* A mark in the memory of a process, which its copies have not: it tells them from who shares the
 * memory, without a system call. */
#ifndef SPAWNRISK_HOST_MARK_H
#define SPAWNRISK_HOST_MARK_H

#include <stdbool.h>

/* At the start, before anything is observed. A kernel before 4.14 has no such memory. */
void mark_begin(void);

void mark_set(void);

/* It was not set since this process was made. False too where there is no such memory. */
bool mark_is_missing(void);

#endif
