/* SPDX-License-Identifier: Apache-2.0 */
/* The originals, resolved once. */
#include "real.h"

#include <dlfcn.h>

#define DEFINE(name) __typeof__(name) *name##_original;
INTERPOSED_FUNCTIONS(DEFINE)
#undef DEFINE

/*
 * posix_spawn has two versions on x86_64; the older one also tries a shell for a file that isn't
 * executable (glibc, posix/spawn.c), so the newer one is asked for by name.
 */
static void *look_up(const char *name)
{
    void *original = dlvsym(RTLD_NEXT, name, "GLIBC_2.15");
    return original != NULL ? original : dlsym(RTLD_NEXT, name);
}

/*
 * RTLD_NEXT is right for both doors: preloaded, it is the next in order; loaded later, it is what
 * the program that loaded us finds, less ourselves (glibc, elf/dl-sym.c). RTLD_DEFAULT would find
 * ourselves: a library linked with -Bsymbolic comes first in its own scope.
 */
void real_resolve(void)
{
#define RESOLVE(name) name##_original = (__typeof__(name) *)look_up(#name);
    INTERPOSED_FUNCTIONS(RESOLVE)
#undef RESOLVE
}
