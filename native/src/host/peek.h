/* SPDX-License-Identifier: Apache-2.0 */
/* Reading memory that the host handed to a system call: a bad pointer is the kernel's to refuse,
 * not ours to die of. */
#ifndef SPAWNRISK_HOST_PEEK_H
#define SPAWNRISK_HOST_PEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Copies a NUL-terminated string of the host, cut to size - 1 bytes. Returns its length in the
 * copy, or -1 where the pointer is NULL or not readable. Async-signal-safe.
 */
long peek_string(char *copy, size_t size, const char *string);

/* Counts the entries of a NULL-terminated array (argv), at most limit; -1 where not readable. */
long peek_count(char *const *array, long limit);

/* Copies a structure smaller than a page. False: not readable. */
bool peek_bytes(void *copy, size_t size, const void *bytes);

/* Writes a structure of whole words where the kernel would. False: not writable. */
bool poke_words(void *words, const void *copy, size_t size);

/* The smallest page of the processors that we build for: a larger page is merely asked for twice.
 */
#define PEEK_PAGE_BYTES 4096U

/* A walk along texts of the host that asks the kernel once for each page. Starts as {0}. */
struct peek_walk {
    uintptr_t page;
};

/* Enters the page of this address. False: not readable. */
bool peek_enter(struct peek_walk *walk, uintptr_t at);

/* A word at a multiple of its size. False: not readable. */
bool peek_word(struct peek_walk *walk, uintptr_t at, uintptr_t *copy);

/* One character. False: not readable. */
static inline bool peek_char(struct peek_walk *walk, const char *at, char *copy)
{
    uintptr_t page = (uintptr_t)at & ~(uintptr_t)(PEEK_PAGE_BYTES - 1);
    if ((page == 0 || page != walk->page) && !peek_enter(walk, (uintptr_t)at))
        return false;
    *copy = *at;
    return true;
}

/*
 * A frame of the calling thread. On the process's first stack, what lies between it and the
 * program's arguments and environment, and these, is memory: the kernel need not be asked for it.
 */
void peek_stack_reaches(const void *frame);

#endif
