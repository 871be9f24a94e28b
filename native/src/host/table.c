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
static const uint32_t *buckets_of(const struct table *table)
{
    return table->hash + 4 + table->hash[2] * (sizeof(ElfW(Addr)) / 4);
}

/* Where the chain of that name begins; 0: there is none. */
static uint32_t begin(const struct table *table, const char *name)
{
    uint32_t buckets = table->hash[0], first = table->hash[1];
    uint32_t index = buckets == 0 ? 0 : buckets_of(table)[hash_of(name) % buckets];
    return index < first ? 0 : index;
}

/* From there on; leaves in index where the chain goes on, 0: nowhere. */
static const ElfW(Sym) * find_next(const struct table *table, const char *name, uint32_t *index)
{
    const uint32_t *chain = buckets_of(table) + table->hash[0];
    uint32_t hash = hash_of(name);
    while (*index != 0) {
        const ElfW(Sym) *symbol = &table->symbols[*index];
        uint32_t there = chain[*index - table->hash[1]];
        *index = (there & 1) != 0 ? 0 : *index + 1;
        if ((there | 1) == (hash | 1) && symbol->st_shndx != SHN_UNDEF &&
            table_names_are_equal(table->names + symbol->st_name, name))
            return symbol;
    }
    return NULL;
}

static const ElfW(Sym) * find(const struct table *table, const char *name)
{
    uint32_t index = begin(table, name);
    return find_next(table, name, &index);
}

#define MOST_SYMBOLS 32768U

/* One more than the highest index in the hash table, whose chains end in symbols' order. */
static uint32_t count_symbols(const struct table *table)
{
    uint32_t buckets = table->hash[0], first = table->hash[1], last = 0;
    const uint32_t *bucket = buckets_of(table), *chain = bucket + buckets;
    for (uint32_t i = 0; i < buckets && i < MOST_SYMBOLS; i++)
        if (bucket[i] > last)
            last = bucket[i];
    if (last < first)
        return 0;
    while (last < MOST_SYMBOLS && (chain[last - first] & 1) == 0)
        last++;
    return last + 1;
}

struct table_symbol table_symbol_at(uintptr_t base, uintptr_t moved, const ElfW(Dyn) * dynamic,
                                    uintptr_t address)
{
    struct table table;
    const struct table_symbol none = {NULL, 0};
    if (!read_table(base, dynamic, 0, &table))
        return none;
    uint32_t count = count_symbols(&table);
    for (uint32_t i = 0; i < count; i++) {
        const ElfW(Sym) *symbol = &table.symbols[i];
        if (symbol->st_shndx != SHN_UNDEF && ELF64_ST_TYPE(symbol->st_info) == STT_FUNC &&
            address - moved - symbol->st_value < symbol->st_size)
            return (struct table_symbol){table.names + symbol->st_name, moved + symbol->st_value};
    }
    return none;
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

void table_each_version(uintptr_t base, const ElfW(Dyn) * dynamic, const char *name,
                        void (*visit)(const ElfW(Sym) * symbol, void *data), void *data)
{
    struct table table;
    const ElfW(Sym) * symbol;
    if (!read_table(base, dynamic, 0, &table))
        return;
    uint32_t index = begin(&table, name);
    while ((symbol = find_next(&table, name, &index)) != NULL)
        if (ELF64_ST_TYPE(symbol->st_info) == STT_FUNC)
            visit(symbol, data);
}
