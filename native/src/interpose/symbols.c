/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the dynamic symbol tables of loaded objects, by their GNU hash table. */
#include "symbols.h"

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct search {
    const char *name;
    bool seen_us;
    void *behind, *any;
};

struct table {
    const ElfW(Sym) * symbols;
    const char *names;
    const uint32_t *hash;
};

bool symbol_names_are_equal(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

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

/* False where there is no such table, or the loader has not relocated it (the vDSO). */
static bool read_table(const struct dl_phdr_info *object, struct table *table)
{
    const ElfW(Dyn) *entry = NULL;
    *table = (struct table){0};
    for (int i = 0; i < object->dlpi_phnum; i++)
        if (object->dlpi_phdr[i].p_type == PT_DYNAMIC)
            entry = (const void *)(object->dlpi_addr + object->dlpi_phdr[i].p_vaddr);
    for (; entry != NULL && entry->d_tag != DT_NULL; entry++) {
        const void *address = (const void *)entry->d_un.d_ptr;
        if (entry->d_tag == DT_SYMTAB)
            table->symbols = address;
        else if (entry->d_tag == DT_STRTAB)
            table->names = address;
        else if (entry->d_tag == DT_GNU_HASH)
            table->hash = address;
    }
    return table->symbols != NULL && table->names != NULL && table->hash != NULL &&
           (uintptr_t)table->symbols >= object->dlpi_addr;
}

static uint32_t hash_of(const char *name)
{
    uint32_t hash = 5381;
    for (; *name != '\0'; name++)
        hash = hash * 33 + (unsigned char)*name;
    return hash;
}

/* The table: number of buckets, first symbol in it, words of the filter, its shift; the filter,
 * the buckets, and a chain of hashes, whose last has its lowest bit set (binutils, elflink.c). */
static const ElfW(Sym) * find(const struct table *table, const char *name)
{
    uint32_t buckets = table->hash[0], first = table->hash[1], hash = hash_of(name);
    const uint32_t *bucket = table->hash + 4 + table->hash[2] * (sizeof(ElfW(Addr)) / 4);
    const uint32_t *chain = bucket + buckets;
    uint32_t index = buckets == 0 ? 0 : bucket[hash % buckets];
    if (index < first)
        return NULL;
    for (;; index++) {
        const ElfW(Sym) *symbol = &table->symbols[index];
        uint32_t there = chain[index - first];
        if ((there | 1) == (hash | 1) && symbol->st_shndx != SHN_UNDEF &&
            symbol_names_are_equal(table->names + symbol->st_name, name))
            return symbol;
        if ((there & 1) != 0)
            return NULL;
    }
}

static int visit(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size;
    struct search *search = data;
    struct table table;
    if (holds(object, (uintptr_t)symbol_behind_us)) {
        search->seen_us = true;
        return 0;
    }
    const ElfW(Sym) *symbol = read_table(object, &table) ? find(&table, search->name) : NULL;
    if (symbol == NULL || ELF64_ST_TYPE(symbol->st_info) != STT_FUNC)
        return 0;
    void *address = (void *)(object->dlpi_addr + symbol->st_value);
    if (search->any == NULL)
        search->any = address;
    if (search->seen_us)
        search->behind = address;
    return search->behind != NULL;
}

void *symbol_behind_us(const char *name)
{
    struct search search = {.name = name};
    dl_iterate_phdr(visit, &search);
    return search.behind != NULL ? search.behind : search.any;
}

bool symbol_is_behind_us(const char *name)
{
    struct search search = {.name = name};
    dl_iterate_phdr(visit, &search);
    return search.behind != NULL;
}

static struct extent extent_of(const struct dl_phdr_info *object)
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
    return dl_iterate_phdr(visit_for_extent, &extent) != 0 ? extent : (struct extent){0};
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
    dl_iterate_phdr(visit_before_us, &before);
    return before.count;
}
