/* SPDX-License-Identifier: Apache-2.0 */
/* The two halves of vfork that are C; vfork itself is the processor's own .S file. */
#ifndef SPAWNRISK_INTERPOSE_VFORK_H
#define SPAWNRISK_INTERPOSE_VFORK_H

#include <sys/types.h>

#include "spawn.h"

/* For a call whose child shares the memory while its parent waits: a spawn off every stack, NULL:
 * there is no place. It listens once it is begun; vfork_tell ends it and gives it back. A child
 * with a thread pointer or a parent of its own is not heard, and has no exec. */
struct spawn *vfork_take(void);
void vfork_listen(struct spawn *spawn);
void vfork_tell(struct spawn *spawn, pid_t child, int error);

/* Before the system call, with the name by which the program called, and where. Returns the spawn,
 * which lives off every stack; NULL: it is not followed. */
struct spawn *vfork_begin(const char *call, const void *caller);

/* In the child, before it goes on. Changes nothing in the memory. */
void vfork_child(const struct spawn *spawn);

/* In the parent, once the child has executed or ended: vfork's return value, errno set. */
pid_t vfork_end(long result, struct spawn *spawn);

/* Under ThreadSanitizer, whose runtime makes a fork of vfork: what a child of vfork does, it would
 * take for its parent's doing (compiler-rt, tsan_interceptors_posix.cpp). */
pid_t vfork_by_copying(const char *call);

/*
 * Around an exec, which returns only where it failed. False: the caller is no child of vfork that
 * is followed. What is told is kept for the parent; nothing else in the shared memory changes.
 */
bool vfork_child_executes(const char *program, char *const environment[]);
bool vfork_child_goes_on(void);

#endif
