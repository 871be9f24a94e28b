/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a process. */
#ifndef SPAWNRISK_INTERPOSE_EXIT_H
#define SPAWNRISK_INTERPOSE_EXIT_H

/* Tells what is told at the end of a process, the first time. Async-signal-safe. */
void exit_tells(void);

/* The same where a thread is about to end by a system call, and it is the only one. */
void exit_tells_of_thread(void);

/* The halves of _exit, _Exit and quick_exit that are C: where to jump. */
void *exit_at_once_target(void);
void *exit_by_its_c_name_target(void);
void *exit_quickly_target(void);
void *exit_quickly_as_before_target(void);

#endif
