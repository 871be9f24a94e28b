/* SPDX-License-Identifier: Apache-2.0 */
/* What is open for us, as descriptor.c keeps it and those that close copies of it read it. */
#ifndef SPAWNRISK_HOST_DESCRIPTOR_TABLE_H
#define SPAWNRISK_HOST_DESCRIPTOR_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "raw.h"

/* Threads at work at once, times what one has open: a listing, a file in it, and its raised copy.
 */
#define SLOTS   64
#define HISTORY 64
#define OPENING 0
#define NUMBERS 4096

/*
 * What is open for us now, and which numbers were closed last: all that a child has to look at. The
 * kernel copies memory after the descriptors (copy_process, kernel/fork.c), so a child may have one
 * that its memory shows as closed. In one page, which it has as of one moment; and no number is
 * missing in both at any moment.
 */
extern struct descriptor_table {
    _Atomic uint64_t owners[SLOTS];    /* 0: free */
    atomic_int numbers[SLOTS];         /* counted from 1, or OPENING */
    _Atomic uint64_t history[HISTORY]; /* of each closing its count, above the number */
    atomic_uint closed;
    atomic_uint used;      /* slots that ever were */
    atomic_int unrecorded; /* open, and no slot was free */
    atomic_bool tells_processes_apart;
    _Atomic uint64_t ever[NUMBERS / 64]; /* the numbers that were ours before, a bit for each */
} descriptor_table;

/* As in calls.c: a thread pointer and a pid in one word; 0 in place of the pid: nobody else has
 * this thread pointer, but for one who waits. */
#define OWNER_PID_BITS 22

static inline bool descriptor_is_of_this_thread(uint64_t owner)
{
    return owner >> OWNER_PID_BITS == (uint64_t)(uintptr_t)__builtin_thread_pointer() >> 6;
}

static inline uint64_t descriptor_owner(void)
{
    bool tells_apart =
        atomic_load_explicit(&descriptor_table.tells_processes_apart, memory_order_relaxed);
    return (uint64_t)(uintptr_t)__builtin_thread_pointer() >> 6 << OWNER_PID_BITS |
           (tells_apart ? (uint64_t)raw_getpid() : 0);
}

/* Takes no system call but for a thread pointer that several may have. */
static inline bool descriptor_is_own(uint64_t owner)
{
    uint64_t pid = owner & ((UINT64_C(1) << OWNER_PID_BITS) - 1);
    return descriptor_is_of_this_thread(owner) && (pid == 0 || pid == (uint64_t)raw_getpid());
}

static inline void descriptor_slot_free(unsigned slot)
{
    atomic_store(&descriptor_table.numbers[slot], OPENING);
    atomic_store(&descriptor_table.owners[slot], 0);
}

/* Whatever this number is now: closes it if it bears our mark. */
void descriptor_close_marked(int fd);

#endif
