/* SPDX-License-Identifier: Apache-2.0 */
/* Which function of which loaded object an address lies in. */
#ifndef SPAWNRISK_HOST_SYMBOL_H
#define SPAWNRISK_HOST_SYMBOL_H

#include <stdbool.h>
#include <stdint.h>

struct symbol {
    const char *object; /* the path by which it was loaded; that of the program where it is that */
    const char *name;   /* of the dynamic symbol table; NULL: it has none there */
    uint64_t offset;    /* of the address: in the function, or else in the object */
};

/*
 * Of a return address, which may lie just behind the end of its function. The object has to stay
 * loaded meanwhile, as one does that is being called from. False: it lies in none, or the C library
 * has no _dl_find_object (glibc before 2.35, musl), the only way that takes no lock. All here are
 * async-signal-safe.
 */
bool symbol_before(const void *address, struct symbol *symbol);

bool symbol_is_loaded(const void *address);

/* Of this library. */
bool symbol_is_ours(const void *address);

#endif
