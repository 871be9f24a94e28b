/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Door 2: the imports of loaded libraries, pointed here. Needs no preload.
 *
 * 1. An object is in the loader's list before it is relocated and its pages are made read-only
 *    (glibc, elf/dl-open.c). So the list is looked at, whoever holds the loader's lock is waited
 *    for, and only what was in the list before is touched.
 * 2. While an object is visited the loader holds the list, and unmaps nothing (elf/dl-close.c).
 * 3. A word is moved only where it leads to the function that the door stands for, or is not bound
 *    yet: what another tool has pointed to itself stays with that.
 * 4. dlopen goes by who calls it, for the paths to search (elf/dl-open.c), so it is a door for
 *    libjvm alone, which hands over full paths. What others open is found when they next call
 *    dlsym, as who opens a library nearly always does.
 * 5. What a library calls first may come at once, so who has loaded it does not go on before its
 *    imports are redirected, by itself or by another thread. No thread waits for the loader's lock
 *    while others wait for it: a library's constructor has that lock. In a dl_iterate_phdr of its
 *    own a thread has the list, for which another may wait: so none is waited for in vain for long.
 * 6. In a child of fork another thread may have been at it, so a child does not look for what it
 *    loads.
 */
#include "redirect.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>

#include "doors.h"
#include "host/clock.h"
#include "host/raw.h"
#include "imports.h"
#include "interpose.h"
#include "moved.h"
#include "protected.h"
#include "real.h"
#include "symbols.h"

#define VIRTUAL_MACHINE "libjvm.so"
/* A round takes some milliseconds, more where the machine is busy. */
#define PATIENCE_NS (NANOSECONDS / 5)
#define NAP_NS      50000L

static atomic_bool is_on;
static pid_t turned_on_in;
static atomic_bool is_under_way; /* a round, of one thread */
static _Atomic unsigned long long seen;

struct round {
    unsigned long long loaded; /* objects since the process began */
    bool restores, is_stale;
    struct area area;
    const struct extent *extent; /* of the object that is visited */
    const struct imports *imports;
    bool is_of_the_vm;
    int written;
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Parts of the C library call each other, and a sanitizer's runtime its own wrappers. */
static bool is_left_alone(const struct dl_phdr_info *object, const struct extent *extent)
{
    static const char *const names[] = {"ld-",      "ld.so",     "libpthread",  "libdl.",
                                        "librt.",   "libutil.",  "libanl.",     "libresolv.",
                                        "libnss_",  "libasan",   "libtsan",     "liblsan",
                                        "libubsan", "libhwasan", "libclang_rt", "vgpreload_"};
    const char *name = base_name(object->dlpi_name);
    if (real_is_of_the_c_library((void *)extent->start) ||
        ((uintptr_t)redirect_is_on >= extent->start && (uintptr_t)redirect_is_on < extent->end))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(name, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static void *open_and_redirect(const char *file, int mode)
{
    void *handle = dlopen(file, mode);
    if (handle != NULL)
        redirect_newcomers();
    return handle;
}

static void *door_for(const struct round *round, const struct import *import)
{
    if (strcmp(import->name, "dlopen") == 0)
        return round->is_of_the_vm ? (void *)open_and_redirect : NULL;
    if (door_of(import->name) == NULL || door_leads_nowhere(import->name))
        return NULL;
    return door_of_version(import->name, imports_version(round->imports, import->symbol));
}

/* Bound lazily, it leads to the object's own table of calls until the first one. */
static bool may_move(const struct round *round, const char *name, void *held, void *door)
{
    return door == (void *)open_and_redirect || door_instead_of(name, held) == door ||
           ((uintptr_t)held >= round->extent->start && (uintptr_t)held < round->extent->end);
}

static void move(struct round *round, const char *name, void **word, void *door)
{
    void *held = __atomic_load_n(word, __ATOMIC_ACQUIRE), *before = moved_before(word);
    if (held == door) {
        if (before != NULL)
            (void)moved_keep(word, before);
        return;
    }
    if (may_move(round, name, held, door) && moved_keep(word, held))
        round->written += protected_store(&round->area, word, door);
}

static void move_back(struct round *round, void **word, void *door)
{
    void *before = moved_before(word);
    if (before != NULL && __atomic_load_n(word, __ATOMIC_ACQUIRE) == door)
        round->written += protected_store(&round->area, word, before);
}

static void visit_import(const struct import *import, void *data)
{
    struct round *round = data;
    void *door = door_for(round, import);
    if (door == NULL)
        return;
    if (round->restores)
        move_back(round, import->slot, door);
    else
        move(round, import->name, import->slot, door);
}

static int visit_object(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size;
    struct round *round = data;
    struct extent extent = extent_of(object);
    struct imports imports;
    round->is_stale = object->dlpi_adds != round->loaded;
    if (round->is_stale)
        return 1;
    if (is_left_alone(object, &extent) || !imports_find(&imports, object))
        return 0;
    round->extent = &extent;
    round->imports = &imports;
    round->is_of_the_vm = strcmp(base_name(object->dlpi_name), VIRTUAL_MACHINE) == 0;
    imports_each(&imports, visit_import, round);
    return 0;
}

static int read_loaded(struct dl_phdr_info *object, size_t size, void *loaded)
{
    (void)size;
    *(unsigned long long *)loaded = object->dlpi_adds;
    return 1;
}

static unsigned long long count_loaded(void)
{
    unsigned long long loaded = 0;
    each_object(read_loaded, &loaded);
    return loaded;
}

/* To open the program itself takes the loader's lock, and opens nothing. */
static void wait_for_the_loader(void)
{
    void *program = dlopen(NULL, RTLD_LAZY);
    if (program != NULL)
        dlclose(program);
}

static bool take_turn(void)
{
    bool nobody = false;
    return atomic_compare_exchange_strong(&is_under_way, &nobody, true);
}

/* Sleeps, as the other thread needs a processor. False: it takes too long. */
static bool wait_for_turn(uint64_t patience)
{
    const struct timespec nap = {.tv_nsec = NAP_NS};
    uint64_t begun = clock_nanoseconds(CLOCK_MONOTONIC);
    while (!take_turn()) {
        if (clock_nanoseconds(CLOCK_MONOTONIC) - begun > patience)
            return false;
        raw_sleep(&nap);
    }
    return true;
}

static void leave_turn(void)
{
    atomic_store(&is_under_way, false);
}

/* Returns the words written; -1: there is no memory to keep what they held. */
static int visit_all(struct round *round)
{
    if (!moved_begin())
        return -1;
    each_object(visit_object, round);
    if (round->is_stale)
        return 0;
    (void)moved_end();
    atomic_store(&seen, round->restores ? 0 : round->loaded);
    return round->written;
}

static bool is_done(const struct round *round)
{
    return round->restores ? false : !redirect_is_on() || atomic_load(&seen) >= round->loaded;
}

/* Likewise. */
static int go_round(bool restores, bool anew)
{
    struct round round;
    int written;
    do {
        round = (struct round){.loaded = count_loaded(), .restores = restores};
        wait_for_the_loader();
        if (!wait_for_turn(anew ? UINT64_MAX : PATIENCE_NS))
            return 0;
        written = !anew && is_done(&round) ? 0 : visit_all(&round);
        leave_turn();
    } while (round.is_stale);
    return written;
}

bool redirect_is_on(void)
{
    return atomic_load_explicit(&is_on, memory_order_relaxed);
}

void redirect_newcomers(void)
{
    if (!redirect_is_on() || raw_getpid() != turned_on_in || count_loaded() == atomic_load(&seen))
        return;
    int before = errno;
    (void)go_round(false, false);
    errno = before;
}

int interpose_redirect(void)
{
    turned_on_in = raw_getpid();
    atomic_store(&is_on, true);
    return go_round(false, true);
}

int interpose_restore(void)
{
    atomic_store(&is_on, false);
    return go_round(true, true);
}
