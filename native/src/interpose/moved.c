/* SPDX-License-Identifier: Apache-2.0 */
/* Two tables of fixed size, by turns; a word's place follows from its address. */
#include "moved.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "host/raw.h"

#define PLACES 8192U
/* A JVM with sixty libraries has moved 500 words. */
#define MOST (PLACES / 4 * 3)

struct moved {
    void **word;
    void *before;
};

static struct table {
    struct moved places[PLACES];
    unsigned count;
} *tables; /* two */
static unsigned current;

static struct moved *place_of(struct table *table, void **word)
{
    unsigned place = (unsigned)(((uintptr_t)word / sizeof word * 0x9e3779b97f4a7c15U) >> 32);
    for (;; place++) {
        struct moved *moved = &table->places[place % PLACES];
        if (moved->word == word || moved->word == NULL)
            return moved;
    }
}

static struct table *next(void)
{
    return &tables[1 - current];
}

bool moved_begin(void)
{
    if (tables == NULL)
        tables = raw_map(2 * sizeof *tables, MAP_PRIVATE | MAP_NORESERVE);
    if (tables == NULL)
        return false;
    if (next()->count > 0)
        memset(next(), 0, sizeof *tables);
    return true;
}

void *moved_before(void **word)
{
    return tables == NULL ? NULL : place_of(&tables[current], word)->before;
}

bool moved_keep(void **word, void *before)
{
    if (next()->count == MOST)
        return false;
    struct moved *place = place_of(next(), word);
    next()->count += place->word == NULL;
    *place = (struct moved){word, before};
    return true;
}

unsigned moved_end(void)
{
    current = 1 - current;
    return tables[current].count;
}
