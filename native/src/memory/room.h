/* SPDX-License-Identifier: Apache-2.0 */
/* What of the machine's memory and swap is none for this process. */
#ifndef SPAWNRISK_MEMORY_ROOM_H
#define SPAWNRISK_MEMORY_ROOM_H

#include "facts.h"

/* Fills nodes of system and process, and swap_is_in_ram. Costs nothing on a machine of one node
 * where a copy fits without swap. Async-signal-safe; 3 KiB of stack. */
void room_read(struct facts *facts, pid_t pid);

/* Whether a line of /proc/swaps (fs: mm/swapfile.c, swap_show) is of swap on zram. Pure. */
bool room_is_zram(const char *line);

#endif
