/* SPDX-License-Identifier: Apache-2.0 */
/* The halves of syscall that are C; syscall itself is the processor's own .S file. */
#ifndef SPAWNRISK_INTERPOSE_SYSCALL_H
#define SPAWNRISK_INTERPOSE_SYSCALL_H

#include <stdint.h>

/* Marks in the address of a spawn, whose alignment keeps these bits free. */
#define CHILD_HAS_ITS_STACK 1 /* it goes on where that stack says, as from the C library's */
#define CHILD_IS_A_COPY     2 /* and may call what it likes */

/* Before the system call, with its first arguments, and where it was called. Returns the marked
 * spawn; 0: pass it through untouched, it makes no process or none that can be followed. */
uintptr_t syscall_begin(long number, uintptr_t first, uintptr_t second, const void *caller);

/* A call that may set a seccomp policy, as the program made it: it has five arguments at most. */
long syscall_of_policy(long number, unsigned long first, unsigned long second, unsigned long third,
                       unsigned long fourth, unsigned long fifth);

/* In the parent: syscall's return value, errno set. */
long syscall_end(long result, uintptr_t marked);

/* In a child that is a copy. */
void syscall_copied(uintptr_t marked);

/* Sets errno where the C library's own syscall is not known yet. */
long syscall_failed(long result);

#endif
