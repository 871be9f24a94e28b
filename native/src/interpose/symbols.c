/* SPDX-License-Identifier: Apache-2.0 */
/* Looks through the loaded objects, past every wrapper of dl_iterate_phdr. */
#include "symbols.h"

#include <link.h>
#include <stdatomic.h>
#include <stddef.h>

#include "host/table.h"

struct search {
    const char *name;
    bool seen_us;
    void *behind, *any;
};

static bool holds(const struct dl_phdr_info *object, uintptr_t address)
{
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        uintptr_t start = object->dlpi_addr + header->p_vaddr;
        if (header->p_type == PT_LOAD && address >= start && address < start + header->p_memsz)
            return true;
    }
    return false;
}

static const ElfW(Dyn) * dynamic_section(const struct dl_phdr_info *object)
{
    for (int i = 0; i < object->dlpi_phnum; i++)
        if (object->dlpi_phdr[i].p_type == PT_DYNAMIC)
            return (const void *)(object->dlpi_addr + object->dlpi_phdr[i].p_vaddr);
    return NULL;
}

static int visit(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size;
    struct search *search = data;
    if (holds(object, (uintptr_t)symbol_behind_us)) {
        search->seen_us = true;
        return 0;
    }
    void *address = table_function(object->dlpi_addr, dynamic_section(object), search->name);
    if (address == NULL)
        return 0;
    if (search->any == NULL)
        search->any = address;
    if (search->seen_us)
        search->behind = address;
    return search->behind != NULL;
}

/*
 * 1. A sanitizer's runtime has a dl_iterate_phdr too, which stands before the C library's and is of
 *    no use before that runtime has started; and it starts by a call of our dlsym. So the C
 *    library's is called by its address. It takes the loader's lock as ever.
 * 2. What comes up to the C library in the loader's list was there before any thread, and is never
 *    unloaded: so this much of it may be walked without the lock.
 * 3. The list is that of the first namespace. The C library's dl_iterate_phdr goes by who calls it
 *    (glibc, elf/dl-iteratephdr.c), so in another one it walks that one.
 * 4. Were it not weak, we would need the loader as a library.
 */
#pragma weak _r_debug

static __typeof__(dl_iterate_phdr) *of_the_c_library(void)
{
    const struct link_map *object = &_r_debug != NULL ? _r_debug.r_map : NULL;
    for (; object != NULL; object = object->l_next) {
        void *found = table_function(object->l_addr, object->l_ld, "dl_iterate_phdr");
        if (found != NULL && table_function(object->l_addr, object->l_ld, "__libc_start_main"))
            return (__typeof__(dl_iterate_phdr) *)found;
    }
    return dl_iterate_phdr;
}

int each_object(int (*visits)(struct dl_phdr_info *, size_t, void *), void *data)
{
    static _Atomic(__typeof__(dl_iterate_phdr) *) known;
    __typeof__(dl_iterate_phdr) *iterate = atomic_load_explicit(&known, memory_order_relaxed);
    if (iterate == NULL) {
        iterate = of_the_c_library();
        atomic_store_explicit(&known, iterate, memory_order_relaxed);
    }
    return iterate(visits, data);
}

void *symbol_behind_us(const char *name)
{
    struct search search = {.name = name};
    each_object(visit, &search);
    return search.behind != NULL ? search.behind : search.any;
}

bool symbol_is_behind_us(const char *name)
{
    struct search search = {.name = name};
    each_object(visit, &search);
    return search.behind != NULL;
}

struct extent extent_of(const struct dl_phdr_info *object)
{
    struct extent extent = {.start = UINTPTR_MAX};
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        uintptr_t start = object->dlpi_addr + header->p_vaddr;
        if (header->p_type != PT_LOAD)
            continue;
        if (start < extent.start)
            extent.start = start;
        if (start + header->p_memsz > extent.end)
            extent.end = start + header->p_memsz;
    }
    return extent;
}

static int visit_for_extent(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size;
    struct extent *extent = data;
    if (!holds(object, extent->start))
        return 0;
    *extent = extent_of(object);
    return 1;
}

struct extent symbol_extent(const void *address)
{
    struct extent extent = {.start = (uintptr_t)address};
    return each_object(visit_for_extent, &extent) != 0 ? extent : (struct extent){0};
}

struct before_us {
    struct extent *extents;
    unsigned count, most;
    bool seen_program;
};

/* The program itself is the first (dl_iterate_phdr(3)). */
static int visit_before_us(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size;
    struct before_us *before = data;
    if (before->count == before->most || holds(object, (uintptr_t)symbol_behind_us))
        return 1;
    if (before->seen_program)
        before->extents[before->count++] = extent_of(object);
    before->seen_program = true;
    return 0;
}

unsigned symbol_extents_before_us(struct extent extents[], unsigned most)
{
    if (!symbol_is_behind_us("__libc_start_main"))
        return 0;
    struct before_us before = {.extents = extents, .most = most};
    each_object(visit_before_us, &before);
    return before.count;
}
