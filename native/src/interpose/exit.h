/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a process. */
#ifndef SPAWNRISK_INTERPOSE_EXIT_H
#define SPAWNRISK_INTERPOSE_EXIT_H

/* Tells what is told at the end of a process, the first time. Async-signal-safe. */
void exit_tells(void);

#endif
