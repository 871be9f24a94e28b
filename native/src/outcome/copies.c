/* SPDX-License-Identifier: Apache-2.0 */
/* A table of fixed size in memory that copies of the process share. */
#include "copies.h"

#include "copies_table.h"
#include "exec.h"
#include "host/raw.h"

#define PLACES     1024U
#define MOST_FREED 2U

struct table {
    atomic_uint used; /* beyond as many as were ever in use none is looked at */
    struct copy copies[PLACES];
};

static _Atomic(void *) shared;

static uint64_t name_of(const struct spawn_id *spawn)
{
    uint64_t sequence = spawn->sequence & ((UINT64_C(1) << SEQUENCE_BITS) - 1);
    return ((uint64_t)spawn->process.pid << SEQUENCE_BITS | sequence) << MARK_BITS;
}

static void count_used(struct table *table, unsigned count)
{
    unsigned before = atomic_load_explicit(&table->used, memory_order_relaxed);
    while (before < count && !atomic_compare_exchange_weak(&table->used, &before, count))
        ;
}

/* Its parent is gone in the middle of the call, or has not seen its end: SIGCHLD was ignored, or a
 * wait went past us. */
static bool is_left_behind(const struct copy *copy, uint64_t word)
{
    struct life life;
    if (atomic_load(&copy->child) == 0)
        return copies_parent(word) != raw_getpid() && !copies_is_there(copies_parent(word));
    return copies_fate(copy, word, &life) == IS_GONE;
}

/* In turn, so that a table full of the living is not looked through at each call. */
static void free_some(struct table *table)
{
    static atomic_uint next;
    struct life own;
    if (!copies_can_be_seen(&own))
        return;
    for (unsigned i = 0; i < MOST_FREED; i++) {
        struct copy *copy = &table->copies[atomic_fetch_add(&next, 1) % PLACES];
        uint64_t word = atomic_load(&copy->word);
        if (word != 0 && is_left_behind(copy, word))
            (void)atomic_compare_exchange_strong(&copy->word, &word, 0);
    }
}

static unsigned take(struct table *table, uint64_t name)
{
    for (unsigned i = 0; i < PLACES; i++) {
        struct copy *copy = &table->copies[i];
        uint64_t nobody = 0;
        if (atomic_load_explicit(&copy->word, memory_order_relaxed) != 0 ||
            !atomic_compare_exchange_strong(&copy->word, &nobody, name | SETTLED))
            continue;
        atomic_store(&copy->child, 0);
        atomic_store(&copy->start, 0);
        atomic_store(&copy->exposure, 0);
        atomic_store(&copy->threads, UNKNOWN);
        atomic_store(&copy->word, name);
        count_used(table, i + 1);
        return i + 1;
    }
    return 0;
}

unsigned copies_expect(const struct spawn_id *spawn)
{
    struct table *table = raw_map_once(&shared, sizeof *table, MAP_SHARED);
    unsigned place = table == NULL ? 0 : take(table, name_of(spawn));
    if (table == NULL || place != 0)
        return place;
    free_some(table);
    return take(table, name_of(spawn));
}

/* NULL: the place is another's by now. */
static struct copy *find(unsigned place, const struct spawn_id *spawn)
{
    struct table *table = atomic_load_explicit(&shared, memory_order_acquire);
    if (table == NULL || place == 0)
        return NULL;
    struct copy *copy = &table->copies[place - 1];
    return (atomic_load(&copy->word) & ~MARKS) == name_of(spawn) ? copy : NULL;
}

void copies_arrived(unsigned place, const struct spawn_id *spawn, const struct origin *child,
                    const struct process_facts *parent, uint64_t faults)
{
    struct copy *copy = find(place, spawn);
    copies_count_call(faults, parent->rss);
    if (copy == NULL)
        return;
    uint64_t swap = is_known(parent->swap) ? parent->swap : 0;
    uint64_t anonymous = is_known(parent->private_anonymous) ? parent->private_anonymous : 0;
    atomic_store(&copy->resident, anonymous);
    atomic_store(&copy->threads, parent->threads);
    atomic_store(&copy->parent_faults, faults);
    atomic_store(&copy->exposure, anonymous + swap);
    atomic_store(&copy->start, child->start);
    atomic_store(&copy->child, child->pid);
}

static void say(unsigned place, const struct spawn_id *spawn, uint64_t said, bool is_so)
{
    struct copy *copy = find(place, spawn);
    uint64_t word = copy == NULL ? 0 : atomic_load(&copy->word);
    while ((word & ~MARKS) == name_of(spawn) &&
           !atomic_compare_exchange_weak(&copy->word, &word, is_so ? word | said : word & ~said))
        ;
}

void copies_settle(unsigned place, const struct spawn_id *spawn, bool is_settled)
{
    say(place, spawn, SETTLED, is_settled);
}

void copies_tell(unsigned place, const struct spawn_id *spawn)
{
    say(place, spawn, TOLD, true);
}

uint64_t copies_told(unsigned place, const struct spawn_id *spawn)
{
    struct copy *copy = find(place, spawn);
    bool has_told = copy != NULL && (atomic_load(&copy->word) & TOLD) != 0;
    return has_told ? atomic_load(&copy->threads) : UNKNOWN;
}

uint64_t copies_end(unsigned place, const struct spawn_id *spawn)
{
    struct copy *copy = find(place, spawn);
    if (copy == NULL || spawn->process.pid != raw_getpid())
        return UNKNOWN;
    uint64_t threads = atomic_load(&copy->threads);
    uint64_t word = atomic_load(&copy->word);
    while ((word & ~MARKS) == name_of(spawn))
        if (atomic_compare_exchange_weak(&copy->word, &word, 0))
            return (word & SAID) == 0 ? threads : UNKNOWN;
    return UNKNOWN;
}

struct copy *copies_next(struct copies_walk *walk, uint64_t *word)
{
    struct table *table = atomic_load_explicit(&shared, memory_order_acquire);
    unsigned used = table == NULL ? 0 : atomic_load(&table->used);
    while (walk->step < used) {
        struct copy *copy = &table->copies[(walk->first + walk->step++) % used];
        *word = atomic_load(&copy->word);
        if (*word != 0 && (*word & (SETTLED | ENDED_SEEN)) == 0 &&
            atomic_load(&copy->exposure) != 0)
            return copy;
    }
    return NULL;
}
