/* SPDX-License-Identifier: Apache-2.0 */
/* The halves of syscall that are C; syscall itself is the processor's own .S file. */
#ifndef SPAWNRISK_INTERPOSE_SYSCALL_H
#define SPAWNRISK_INTERPOSE_SYSCALL_H

#include <stdbool.h>
#include <stdint.h>

/* Marks in the address of a spawn, whose alignment keeps these bits free. */
#define CHILD_HAS_ITS_STACK 1 /* it goes on where that stack says, as from the C library's */
#define CHILD_IS_A_COPY     2 /* and may call what it likes */
#define CHILD_IS_BESIDE     4 /* shares the memory, and has descriptors of its own */
#define CHILD_IS_EXPECTED   8 /* shares the memory, and is one of beside.h */

/* What goes through the system call in registers. */
struct begun {
    uintptr_t marked;  /* the spawn; 0: pass it through untouched, it makes no process or none that
                          can be followed */
    uintptr_t carried; /* how many descriptors were closed, and above that the number of beside.h */
};

/* Before the system call, with its first arguments, and where it was called. */
struct begun syscall_begin(long number, uintptr_t first, uintptr_t second, const void *caller);

/* Numbers below that of clone3 which go by way of syscall_by_number. */
extern const bool syscall_told_of[];

/* What other doors are for, as the program made it: these have five arguments at most. */
long syscall_by_number(long number, unsigned long first, unsigned long second, unsigned long third,
                       unsigned long fourth, unsigned long fifth);

/* By the C library's own syscall, or where that is not known yet without it. */
long syscall_original_or_raw(long number, const unsigned long arguments[5]);

/* Of these numbers, made: a call that may set a seccomp policy, one that may send SIGKILL, one that
 * may reap a child, and one that runs another program. */
long syscall_of_policy(long number, const unsigned long arguments[5]);
long syscall_that_kills(long number, const unsigned long arguments[5]);
long syscall_that_waits(const void *caller, long number, const unsigned long arguments[5]);
long syscall_that_executes(long number, const unsigned long arguments[5]);

/* In the parent: syscall's return value, errno set. */
long syscall_end(long result, uintptr_t marked);

/* In a child that is a copy, and in one that is beside its parent: the spawn may be over there. */
void syscall_copied(uintptr_t marked);
void syscall_beside(uintptr_t marked, uintptr_t carried);

/* Sets errno, as the C library's own syscall does. */
long syscall_failed(long result);

#endif
