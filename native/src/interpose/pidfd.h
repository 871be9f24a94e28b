/* SPDX-License-Identifier: Apache-2.0 */
/* What a descriptor of a process leads to. */
#ifndef SPAWNRISK_INTERPOSE_PIDFD_H
#define SPAWNRISK_INTERPOSE_PIDFD_H

#include <sys/types.h>

/* The process of a pidfd; 0: not told. Reads /proc. Async-signal-safe. */
pid_t pidfd_process(int pidfd);

#endif
