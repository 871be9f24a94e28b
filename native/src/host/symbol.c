/* SPDX-License-Identifier: Apache-2.0 */
/* Finds an address's function, once: a table of symbols has no order. */
#include "symbol.h"

#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/auxv.h>

#include "table.h"

#ifdef DLFO_STRUCT_HAS_EH_DBASE
#pragma weak _dl_find_object

static const struct link_map *find(const void *address, struct dl_find_object *found)
{
    if (_dl_find_object == NULL || _dl_find_object((void *)address, found) != 0)
        return NULL;
    return found->dlfo_link_map;
}
#else
struct dl_find_object {
    void *dlfo_map_start;
};

static const struct link_map *find(const void *address, struct dl_find_object *found)
{
    (void)address;
    (void)found;
    return NULL;
}
#endif

/*
 * Each place is written by who makes its turn odd, and read by who finds it even and the same
 * before and after. A copy of the process may find one odd for good: it does without.
 */
#define PLACES 64

static struct place {
    atomic_uint turn;
    _Atomic uintptr_t address, object; /* object: where its dynamic section lies */
    _Atomic(const char *) name;
    _Atomic uintptr_t start;
} places[PLACES];

static struct place *place_of(uintptr_t address)
{
    return &places[(address * UINT64_C(0x9E3779B97F4A7C15)) >> 58];
}

static bool recall(uintptr_t address, uintptr_t object, struct table_symbol *found)
{
    struct place *place = place_of(address);
    unsigned turn = atomic_load(&place->turn);
    bool is_it = atomic_load(&place->address) == address && atomic_load(&place->object) == object;
    *found = (struct table_symbol){atomic_load(&place->name), atomic_load(&place->start)};
    return is_it && turn % 2 == 0 && atomic_load(&place->turn) == turn;
}

static void remember(uintptr_t address, uintptr_t object, const struct table_symbol *found)
{
    struct place *place = place_of(address);
    unsigned turn = atomic_load(&place->turn);
    if (turn % 2 != 0 || !atomic_compare_exchange_strong(&place->turn, &turn, turn + 1))
        return;
    atomic_store(&place->address, address);
    atomic_store(&place->object, object);
    atomic_store(&place->name, found->name);
    atomic_store(&place->start, found->start);
    atomic_store(&place->turn, turn + 2);
}

/* The loader knows the program by no name (elf/rtld.c). */
static const char *path_of(const struct link_map *map)
{
    return *map->l_name != '\0' ? map->l_name : (const char *)getauxval(AT_EXECFN);
}

bool symbol_before(const void *address, struct symbol *symbol)
{
    struct dl_find_object object;
    struct table_symbol found;
    const struct link_map *map = find(address, &object);
    if (map == NULL)
        return false;
    uintptr_t last = (uintptr_t)address - 1, section = (uintptr_t)map->l_ld;
    if (!recall(last, section, &found)) {
        found = table_symbol_at((uintptr_t)object.dlfo_map_start, map->l_addr, map->l_ld, last);
        remember(last, section, &found);
    }
    symbol->object = path_of(map);
    symbol->name = found.name;
    symbol->offset = (uintptr_t)address - (found.name == NULL ? map->l_addr : found.start);
    return symbol->object != NULL;
}

bool symbol_is_loaded(const void *address)
{
    struct dl_find_object object;
    return find(address, &object) != NULL;
}

bool symbol_is_ours(const void *address)
{
    struct dl_find_object object, own;
    return find(address, &object) != NULL && find((const void *)places, &own) != NULL &&
           object.dlfo_map_start == own.dlfo_map_start;
}
