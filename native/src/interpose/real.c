/* SPDX-License-Identifier: Apache-2.0 */
/* The originals, resolved once. */
#include "real.h"

#include <dlfcn.h>

#include "symbols.h"

#define DEFINE(name) __typeof__(name) *name##_original;
INTERPOSED_FUNCTIONS(DEFINE)
#undef DEFINE

static struct extent c_library;

/*
 * posix_spawn has two versions on x86_64; the older one also tries a shell for a file that isn't
 * executable (glibc, posix/spawn.c), so the newer one is asked for by name.
 */
static void *newer(const char *name, void *found)
{
    void *original = dlvsym_original(RTLD_NEXT, name, "GLIBC_2.15");
    return original != NULL ? original : found;
}

/*
 * RTLD_NEXT is right for both doors: preloaded, it is the next in order; loaded later, it is what
 * the program that loaded us finds, less ourselves (glibc, elf/dl-sym.c). RTLD_DEFAULT would find
 * ourselves: a library linked with -Bsymbolic comes first in its own scope. A look-up that fails
 * would leave the host an error to find, so what newer C libraries alone have is looked for in the
 * symbol tables.
 */
void real_resolve(void)
{
    dlsym_original = (__typeof__(dlsym) *)symbol_behind_us("dlsym");
    dlvsym_original = (__typeof__(dlvsym) *)symbol_behind_us("dlvsym");
    c_library = symbol_extent(symbol_behind_us("__libc_start_main"));
    __typeof__(dlsym) *look_up = dlsym_original;
#define RESOLVE(name)                                                                              \
    if (symbol_behind_us(#name) != NULL)                                                           \
        name##_original = (__typeof__(name) *)look_up(RTLD_NEXT, #name);
    INTERPOSED_FUNCTIONS(RESOLVE)
#undef RESOLVE
    posix_spawn_original =
        (__typeof__(posix_spawn) *)newer("posix_spawn", (void *)posix_spawn_original);
    posix_spawnp_original =
        (__typeof__(posix_spawnp) *)newer("posix_spawnp", (void *)posix_spawnp_original);
}

bool real_is_of_the_c_library(const void *original)
{
    return (uintptr_t)original >= c_library.start && (uintptr_t)original < c_library.end;
}
