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

/* A walk along texts of the host that asks the kernel once for each page. Starts as {0}. */
struct peek_walk {
    uintptr_t page;
};

/* A word at a multiple of its size. False: not readable. */
bool peek_word(struct peek_walk *walk, uintptr_t at, uintptr_t *copy);

/* One character. False: not readable. */
bool peek_char(struct peek_walk *walk, const char *at, char *copy);

#endif
