/* SPDX-License-Identifier: Apache-2.0 */
/* The descriptors of popen's open streams: a later popen closes them in its child (POSIX). */
#ifndef SPAWNRISK_MEMORY_PIPED_H
#define SPAWNRISK_MEMORY_PIPED_H

#include <stdbool.h>

/* All are async-signal-safe. Numbers from 4096 on are not kept. */
void piped_add(int fd);
void piped_remove(int fd);
bool piped_has(int fd);
bool piped_has_any(void);

#endif
