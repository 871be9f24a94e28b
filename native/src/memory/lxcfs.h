/* SPDX-License-Identifier: Apache-2.0 */
/* Files of /proc that a container is shown in place of the kernel's, as by lxcfs. */
#ifndef SPAWNRISK_MEMORY_LXCFS_H
#define SPAWNRISK_MEMORY_LXCFS_H

#include "facts.h"

/* Asked once in a process's life. Async-signal-safe, as is the one below. */
bool lxcfs_replaces_meminfo(void);
bool lxcfs_replaces_loadavg(void);

/* What of a replaced meminfo is the container's gives way to the machine's, or to nothing. */
void lxcfs_undo(struct system_facts *system);

#endif
