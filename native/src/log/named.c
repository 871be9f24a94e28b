/* SPDX-License-Identifier: Apache-2.0 */
/* Of the files that are named the latest whose owner has not given it up. */
#include "named.h"

#include <string.h>

#include "log.h"

/* One more than owners: no path is overwritten that a thread may be copying. */
#define PLACES (1 + LOG_GUESTS + 1)

static struct named_log places[PLACES];
static struct named_log *_Atomic chosen = places;
/* Apart from the place, where a thread may be writing as it is forgotten. */
static atomic_bool is_chosen;

bool file_is_chosen(void)
{
    return atomic_load_explicit(&is_chosen, memory_order_acquire);
}

struct named_log *named_chosen(void)
{
    return atomic_load_explicit(&chosen, memory_order_acquire);
}

/* While anybody has a log the chosen place is one of theirs, so there is one. */
static struct named_log *unused(void)
{
    struct named_log *place = places;
    while (place->turn != 0 || place == named_chosen())
        place++;
    return place;
}

/* The same file may have been named before, and its last line cut then. */
static bool is_torn(const char *path)
{
    bool torn = false;
    for (const struct named_log *place = places; place < places + PLACES; place++)
        if (strcmp(place->path, path) == 0)
            torn |= atomic_load(&place->torn);
    return torn;
}

struct named_log *named_begin(const char path[CHOSEN_BYTES])
{
    struct named_log *place = unused();
    atomic_store(&place->torn, is_torn(path));
    strcpy(place->path, path);
    return place;
}

static void give_up(unsigned owner)
{
    for (struct named_log *place = places; place < places + PLACES; place++)
        if (place->owner == owner)
            place->turn = 0;
}

static void choose_latest(void)
{
    struct named_log *latest = places;
    for (struct named_log *place = places; place < places + PLACES; place++)
        if (place->turn > latest->turn)
            latest = place;
    if (latest->turn != 0)
        atomic_store_explicit(&chosen, latest, memory_order_release);
    atomic_store_explicit(&is_chosen, latest->turn != 0, memory_order_release);
}

void named_choose(struct named_log *place, unsigned owner)
{
    static unsigned turns;
    give_up(owner);
    place->owner = owner;
    place->turn = ++turns;
    choose_latest();
}

void file_forget(unsigned owner)
{
    give_up(owner);
    choose_latest();
}
