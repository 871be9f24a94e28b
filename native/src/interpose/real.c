/* SPDX-License-Identifier: Apache-2.0 */
/* The originals, resolved once. */
#include "real.h"

#include <dlfcn.h>

#include "interpose.h"

struct originals originals;

/*
 * posix_spawn has two versions on x86_64; the older one also tries a shell for a file that isn't
 * executable (glibc, posix/spawn.c), so the newer one is asked for by name.
 */
static void *look_up(void *where, const char *name)
{
    void *original = dlvsym(where, name, "GLIBC_2.15");
    return original != NULL ? original : dlsym(where, name);
}

void real_resolve(void)
{
    /* Preloaded, the next in order; loaded later, what the program itself would find. */
    void *where = interpose_is_preloaded() ? RTLD_NEXT : RTLD_DEFAULT;
#define RESOLVE(name) originals.name##_original = (__typeof__(name) *)look_up(where, #name);
    INTERPOSED_FUNCTIONS(RESOLVE)
#undef RESOLVE
}
