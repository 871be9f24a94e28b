/* SPDX-License-Identifier: Apache-2.0 */
/* The originals, resolved once. */
#include "real.h"

#include <dlfcn.h>

#include "symbols.h"

#define DEFINE(name) __typeof__(name) *name##_original;
INTERPOSED_FUNCTIONS(DEFINE)
SLEEPING_FUNCTIONS(DEFINE)
#undef DEFINE
#define DEFINE(name, door, version) __typeof__(name) *door##_original;
OLDER_FUNCTIONS(DEFINE)
#undef DEFINE

static struct extent c_library, ours;

/* Those between the program and the C library: ourselves, and what else is preloaded. A function of
 * one behind us may call by way of one before us. */
#define MOST_BETWEEN 16
static struct extent between[MOST_BETWEEN];
static unsigned between_count;

/*
 * posix_spawn has two versions on x86_64; the older one also tries a shell for a file that isn't
 * executable (glibc, posix/spawn.c), so each is asked for by its version. Only of the C library: by
 * a version dlvsym passes another preload by, which gives its functions none.
 */
static void *of_version(const char *name, void *found, void *scope, const char *version)
{
    void *original = real_is_of_the_c_library(found) ? dlvsym_original(scope, name, version) : NULL;
    return original != NULL ? original : found;
}

/*
 * Preloaded, what comes behind us. Loaded later by a path, RTLD_NEXT would look among our own
 * dependencies alone and pass other preloads by (glibc, elf/dl-sym.c), and RTLD_DEFAULT would find
 * ourselves first, as we are linked with -Bsymbolic: so what the program itself would find. The
 * C library is then not behind us; in a program that is only starting nothing may be opened yet.
 */
static void *scope_of_originals(void)
{
    return symbol_is_behind_us("__libc_start_main") ? RTLD_NEXT : dlopen(NULL, RTLD_LAZY);
}

static bool is_in(const struct extent *extent, const void *address)
{
    return (uintptr_t)address >= extent->start && (uintptr_t)address < extent->end;
}

static void add_between(const void *function)
{
    if (function != NULL && !real_is_of_the_c_library(function) &&
        !real_is_of_a_library_between(function) && between_count < MOST_BETWEEN)
        between[between_count++] = symbol_extent(function);
}

/* The C library's own table may lead here since (dlopen.c). */
static void *unless_ours(void *found, void *before)
{
    return is_in(&ours, found) ? before : found;
}

/* A look-up that fails would leave the host an error to find, so what newer C libraries alone have
 * is looked for in the symbol tables. */
void real_resolve(void)
{
    ours = symbol_extent((void *)real_resolve);
#define KEEP(name, found) name = (__typeof__(name))unless_ours(found, (void *)(name))
    KEEP(dlsym_original, symbol_behind_us("dlsym"));
    KEEP(dlvsym_original, symbol_behind_us("dlvsym"));
    KEEP(dlopen_original, symbol_behind_us("dlopen"));
    c_library = symbol_extent(symbol_behind_us("__libc_start_main"));
    __typeof__(dlsym) *look_up = dlsym_original;
    void *scope = scope_of_originals();
#define RESOLVE(name)                                                                              \
    if (symbol_behind_us(#name) != NULL)                                                           \
        KEEP(name##_original, look_up(scope, #name));
    INTERPOSED_FUNCTIONS(RESOLVE)
#undef RESOLVE
/* They have one version each, and the C library's table does not lead here for them. */
#define RESOLVE(name) name##_original = (__typeof__(name) *)symbol_behind_us(#name);
    SLEEPING_FUNCTIONS(RESOLVE)
#undef RESOLVE
#define RESOLVE(name, door, version)                                                               \
    KEEP(door##_original, of_version(#name, (void *)name##_original, scope, version));
    OLDER_FUNCTIONS(RESOLVE)
#undef RESOLVE
    KEEP(posix_spawn_original,
         of_version("posix_spawn", (void *)posix_spawn_original, scope, "GLIBC_2.15"));
    KEEP(posix_spawnp_original,
         of_version("posix_spawnp", (void *)posix_spawnp_original, scope, "GLIBC_2.15"));
#undef KEEP
    if (between_count == 0)
        between_count = symbol_extents_before_us(between, MOST_BETWEEN / 2);
    add_between((void *)real_resolve);
#define ADD(name) add_between((void *)name##_original);
    INTERPOSED_FUNCTIONS(ADD)
#undef ADD
}

bool real_is_of_the_c_library(const void *original)
{
    return is_in(&c_library, original);
}

bool real_is_of_a_library_between(const void *address)
{
    for (unsigned i = 0; i < between_count; i++) {
        if (is_in(&between[i], address))
            return true;
    }
    return false;
}
