/* SPDX-License-Identifier: Apache-2.0 */
/* Reads an object's dynamic symbol table, by its GNU hash table. */
#include "table.h"

#include <stddef.h>

struct table {
    const ElfW(Sym) * symbols;
    const char *names;
    const uint32_t *hash;
};

bool table_names_are_equal(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* moved: by how much the addresses in it are to be, which the loader has not relocated. False where
 * there is no such table, or it is not relocated after all. */
static bool read_table(uintptr_t base, const ElfW(Dyn) * entry, uintptr_t moved,
                       struct table *table)
{
    *table = (struct table){0};
    for (; entry != NULL && entry->d_tag != DT_NULL; entry++) {
        const void *address = (const void *)(entry->d_un.d_ptr + moved);
        if (entry->d_tag == DT_SYMTAB)
            table->symbols = address;
        else if (entry->d_tag == DT_STRTAB)
            table->names = address;
        else if (entry->d_tag == DT_GNU_HASH)
            table->hash = address;
    }
    return table->symbols != NULL && table->names != NULL && table->hash != NULL &&
           (uintptr_t)table->symbols >= base;
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
            table_names_are_equal(table->names + symbol->st_name, name))
            return symbol;
        if ((there & 1) != 0)
            return NULL;
    }
}

static void *function(uintptr_t base, const ElfW(Dyn) * dynamic, uintptr_t moved, const char *name)
{
    struct table table;
    const ElfW(Sym) *symbol = read_table(base, dynamic, moved, &table) ? find(&table, name) : NULL;
    if (symbol == NULL || ELF64_ST_TYPE(symbol->st_info) != STT_FUNC)
        return NULL;
    return (void *)(base + symbol->st_value);
}

void *table_function(uintptr_t base, const ElfW(Dyn) * dynamic, const char *name)
{
    return function(base, dynamic, 0, name);
}

void *table_function_as_linked(uintptr_t base, const ElfW(Dyn) * dynamic, const char *name)
{
    return function(base, dynamic, base, name);
}
