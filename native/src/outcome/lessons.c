/* SPDX-License-Identifier: Apache-2.0 */
/* A table of fixed size in memory that copies of the process share. */
#include "lessons.h"

#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

#include "host/raw.h"
#include "risk/learned.h"

#define PLACES 512U
#define LOOKED 8U

#define FNV_OFFSET 0xcbf29ce484222325U
#define FNV_PRIME  0x100000001b3U

/* A figure's upper bits say whose it is; 0: it is nobody's. */
#define FIGURE_BITS 48
#define FIGURE_MASK ((UINT64_C(1) << FIGURE_BITS) - 1)

struct site {
    _Atomic uint64_t name, used;
    _Atomic uint64_t figures[LESSONS];
};

struct table {
    _Atomic uint64_t spawns;
    struct site sites[PLACES];
};

static _Atomic(void *) shared;

/* FNV-1a. */
static uint64_t add(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * FNV_PRIME;
    return (hash ^ 0xff) * FNV_PRIME;
}

uint64_t lessons_site(const void *caller, const struct caller_context *context, const char *command)
{
    uint64_t hash = (FNV_OFFSET ^ (uintptr_t)caller) * FNV_PRIME;
    if (context != NULL && *context->frames != '\0')
        hash = add(FNV_OFFSET, context->frames);
    if (context != NULL && context->command != NULL)
        command = context->command;
    hash = add(hash, command);
    hash ^= hash >> 29;
    return hash != 0 ? hash : 1;
}

static uint64_t owner(uint64_t site)
{
    return (site >> FIGURE_BITS | 1) << FIGURE_BITS;
}

static uint64_t read_figure(struct site *place, uint64_t site, enum lesson lesson)
{
    uint64_t figure = atomic_load_explicit(&place->figures[lesson], memory_order_relaxed);
    return (figure & ~FIGURE_MASK) == owner(site) ? figure & FIGURE_MASK : 0;
}

/* Mapped by the first spawn, so before the first copy. */
static struct table *table(void)
{
    return raw_map_once(&shared, sizeof(struct table), MAP_SHARED);
}

static struct site *place_at(struct table *table, uint64_t site, unsigned step)
{
    return &table->sites[(site + step) % PLACES];
}

static struct site *find(struct table *table, uint64_t site)
{
    for (unsigned step = 0; step < LOOKED; step++) {
        struct site *place = place_at(table, site, step);
        if (atomic_load_explicit(&place->name, memory_order_relaxed) == site)
            return place;
    }
    return NULL;
}

/* NULL: another site was quicker. */
static struct site *take(struct table *table, uint64_t site)
{
    struct site *oldest = place_at(table, site, 0);
    for (unsigned step = 0; step < LOOKED; step++) {
        struct site *place = place_at(table, site, step);
        uint64_t nobody = 0;
        if (atomic_compare_exchange_strong(&place->name, &nobody, site))
            return place;
        if (atomic_load(&place->used) < atomic_load(&oldest->used))
            oldest = place;
    }
    uint64_t before = atomic_load(&oldest->name);
    return atomic_compare_exchange_strong(&oldest->name, &before, site) ? oldest : NULL;
}

void lessons_read(uint64_t site, struct learned_facts *learned)
{
    *learned = (struct learned_facts){0};
    struct table *known = table();
    struct site *place = known == NULL ? NULL : find(known, site);
    if (place == NULL && known != NULL)
        place = take(known, site);
    if (place == NULL)
        return;
    atomic_store(&place->used, atomic_fetch_add(&known->spawns, 1) + 1);
    learned->children = read_figure(place, site, LESSON_CHILDREN);
    learned->no_exec = read_figure(place, site, LESSON_NO_EXEC);
    learned->copied = read_figure(place, site, LESSON_COPIED);
    learned->peak_rss = read_figure(place, site, LESSON_PEAK_RSS);
    learned->window_ns = read_figure(place, site, LESSON_WINDOW);
}

static struct site *place_of(uint64_t site)
{
    struct table *known = atomic_load_explicit(&shared, memory_order_acquire);
    return known == NULL || site == 0 ? NULL : find(known, site);
}

uint64_t lessons_figure(uint64_t site, enum lesson lesson)
{
    struct site *place = place_of(site);
    return place == NULL ? 0 : read_figure(place, site, lesson);
}

static void learn(uint64_t site, enum lesson lesson, uint64_t sample, bool is_bound)
{
    struct site *place = place_of(site);
    if (place == NULL || !is_known(sample))
        return;
    uint64_t before = atomic_load_explicit(&place->figures[lesson], memory_order_relaxed);
    uint64_t figure = (before & ~FIGURE_MASK) == owner(site) ? before & FIGURE_MASK : 0;
    if (is_bound && figure <= sample)
        return;
    bool counts = lesson == LESSON_CHILDREN || lesson == LESSON_NO_EXEC;
    uint64_t next = counts ? figure + 1 : learned_usual(figure, sample);
    next = next < FIGURE_MASK ? next : FIGURE_MASK;
    (void)atomic_compare_exchange_strong(&place->figures[lesson], &before, owner(site) | next);
}

void lessons_teach(uint64_t site, enum lesson lesson, uint64_t sample)
{
    learn(site, lesson, sample, false);
}

void lessons_bound(uint64_t site, enum lesson lesson, uint64_t most)
{
    learn(site, lesson, most, true);
}
