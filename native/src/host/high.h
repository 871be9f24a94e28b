/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers for descriptors of ours that no program has but one with nearly as many as it may. */
#ifndef SPAWNRISK_HOST_HIGH_H
#define SPAWNRISK_HOST_HIGH_H

/*
 * Moves a descriptor of ours there: who closes numbers of others, by mistake as a rule, and opens a
 * file of its own, does not get it. Returns the new number; the old one where none is free.
 * Async-signal-safe.
 */
int high_move(int fd);

/* Before the first is moved, and best before there are threads: the kernel waits for milliseconds
 * where it enlarges the table of several (expand_fdtable, fs/file.c). */
void high_make_room(void);

#endif
