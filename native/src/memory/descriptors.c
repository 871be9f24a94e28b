/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When to look which of the process's descriptors stay open in a program that a child runs.
 *
 * 1. A look takes a system call for each of them: so not at each spawn.
 * 2. How many are open one call tells (Linux 6.2 and later), at each spawn: a look is good for the
 *    spawns of the next second that have as many open. To look again earlier, after a tenth of it
 * or at another number, takes credit, which each spawn earns. Where neither holds, nothing is told:
 *    never an old number for a new state.
 * 3. Threads share what was seen without a lock; a copy that was made meanwhile forgets it.
 */
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "facts.h"
#include "host/clock.h"
#include "host/raw.h"

#define GOOD_FOR_NS    NANOSECONDS
#define FRESH_FOR_NS   (NANOSECONDS / 10)
#define MOST_CREDIT    256 /* system calls */
#define CREDIT_A_SPAWN 2

struct look {
    uint64_t time; /* CLOCK_MONOTONIC */
    uint64_t open; /* how many were open then */
    struct descriptor_facts facts;
};

#define WORDS ((sizeof(struct look) + sizeof(uint64_t) - 1) / sizeof(uint64_t))

static _Atomic uint64_t kept[WORDS];
static atomic_uint version; /* of kept: odd while it is written; 0: there is none */
static _Atomic uint64_t last_look;
static atomic_int credit = MOST_CREDIT;

/* A word that is too new brings the version that it was written under with it. */
static bool take_kept(struct look *look)
{
    uint64_t words[WORDS];
    unsigned before = atomic_load(&version);
    if (before == 0 || before % 2 == 1)
        return false;
    for (unsigned i = 0; i < WORDS; i++)
        words[i] = atomic_load_explicit(&kept[i], memory_order_acquire);
    memcpy(look, words, sizeof *look);
    return atomic_load(&version) == before;
}

/* Who comes second keeps nothing: what the first one saw is as new. */
static void keep(const struct look *look)
{
    uint64_t words[WORDS] = {0};
    memcpy(words, look, sizeof *look);
    unsigned before = atomic_load(&version);
    if (before % 2 == 1 || !atomic_compare_exchange_strong(&version, &before, before + 1))
        return;
    for (unsigned i = 0; i < WORDS; i++)
        atomic_store_explicit(&kept[i], words[i], memory_order_release);
    atomic_store(&version, before + 2);
}

/* proc_fd_getattr, fs/proc/fd.c. Before Linux 6.2 it is 0. */
static uint64_t count_open(void)
{
    struct stat status = {0};
    return raw_stat("/proc/self/fd", &status) != 0 || status.st_size == 0
               ? UNKNOWN
               : (uint64_t)status.st_size;
}

static bool is_good(const struct look *look, uint64_t open, uint64_t now)
{
    uint64_t good_for = atomic_load(&credit) > 0 ? FRESH_FOR_NS : GOOD_FOR_NS;
    return look->open == open && now - look->time < good_for;
}

static bool may_look(uint64_t now)
{
    uint64_t last = atomic_load(&last_look);
    return last == 0 || now - last >= GOOD_FOR_NS || atomic_load(&credit) > 0;
}

static void earn_credit(void)
{
    if (atomic_load_explicit(&credit, memory_order_relaxed) < MOST_CREDIT)
        atomic_fetch_add_explicit(&credit, CREDIT_A_SPAWN, memory_order_relaxed);
}

void descriptors_read(struct descriptor_facts *descriptors)
{
    struct look look;
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC), open = count_open();
    earn_credit();
    if (is_known(open) && take_kept(&look) && is_good(&look, open, now)) {
        *descriptors = look.facts;
        return;
    }
    *descriptors = (struct descriptor_facts){.inherited = UNKNOWN};
    if (!may_look(now))
        return;
    atomic_store(&last_look, now);
    int calls = descriptors_look(descriptors);
    /* Each second's look is free. */
    if (atomic_fetch_sub(&credit, calls) < 0)
        atomic_fetch_add(&credit, calls);
    look = (struct look){.time = now, .open = open, .facts = *descriptors};
    if (is_known(descriptors->inherited))
        keep(&look);
}

void descriptors_forget(void)
{
    atomic_store(&version, 0);
    atomic_store(&last_look, 0);
    atomic_store(&credit, MOST_CREDIT);
}
