/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a word where the page may be read-only, as behind full RELRO. */
#ifndef SPAWNRISK_INTERPOSE_PROTECTED_H
#define SPAWNRISK_INTERPOSE_PROTECTED_H

#include <stdbool.h>
#include <stdint.h>

/* The area that was looked up last; starts empty. */
struct area {
    uintptr_t start, end;
    int protection;
};

/*
 * Stores value in word, in one piece: a thread that reads it meanwhile finds the old or the new. A
 * page that is read-only is writable for the moment; what it was before comes from the kernel, for
 * another tool may have left such a page writable, and write to it later. False: it may not be
 * written.
 */
bool protected_store(struct area *area, void **word, void *value);

#endif
