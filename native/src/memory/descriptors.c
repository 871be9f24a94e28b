/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When to look which of the process's descriptors stay open in a program that a child runs.
 *
 * 1. A look takes a system call for each of them: so not at each spawn.
 * 2. How many are open one call tells (Linux 6.2 and later), at each spawn: a look is good for the
 *    spawns of the next second that have as many open. To look again earlier, after a tenth of it
 *    or at another number, takes credit, which each spawn earns. Where neither holds, nothing is
 *    told: never an old number for a new state.
 * 3. A program may mark what it has open, and as many are open as before: so those that a look
 *    found are asked again, the example first, and one that has changed ends the look. Where there
 *    are none, the usual case, that takes no call. Where so many are open that not all were looked
 *    at, two are asked, from what the spawn would have earned.
 * 4. Where not all were looked at and none was found, there is no answer yet: the next spawn that
 *    has credit looks at the next ones, and who found some stays with them.
 * 5. Threads share what was seen without a lock; a copy that was made meanwhile forgets it.
 */
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "facts.h"
#include "host/clock.h"
#include "host/raw.h"
#include "piped.h"

#define GOOD_FOR_NS    NANOSECONDS
#define FRESH_FOR_NS   (NANOSECONDS / 10)
#define MOST_CREDIT    256 /* system calls */
#define CREDIT_A_SPAWN 2
#define ASKED_OF_MANY  1 /* beside the example */

struct look {
    uint64_t time; /* CLOCK_MONOTONIC */
    uint64_t open; /* how many were open then */
    struct descriptor_facts facts;
    int found[DESCRIPTORS_FOUND];
};

#define WORDS ((sizeof(struct look) + sizeof(uint64_t) - 1) / sizeof(uint64_t))

static _Atomic uint64_t kept[WORDS];
static atomic_uint version; /* of kept: odd while it is written; 0: there is none */
static _Atomic uint64_t last_look;
static atomic_int credit = MOST_CREDIT;
static atomic_int next; /* number at which the next look begins */

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
__attribute__((noinline)) static void keep(const struct descriptor_facts *facts,
                                           const int found[DESCRIPTORS_FOUND], uint64_t open,
                                           uint64_t now)
{
    uint64_t words[WORDS] = {0};
    struct look look = {.time = now, .open = open, .facts = *facts};
    memcpy(look.found, found, sizeof look.found);
    memcpy(words, &look, sizeof look);
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
    return raw_stat("/proc/thread-self/fd", &status) != 0 || status.st_size == 0
               ? UNKNOWN
               : (uint64_t)status.st_size;
}

static bool is_inherited(int fd)
{
    int flags = raw_fcntl(fd, F_GETFD, 0);
    return flags >= 0 && (flags & FD_CLOEXEC) == 0;
}

static bool holds_still(const struct look *look)
{
    static atomic_uint turn;
    uint64_t count = look->facts.inherited;
    unsigned first = 0, found = count < DESCRIPTORS_FOUND ? (unsigned)count : DESCRIPTORS_FOUND;
    if (count == 0)
        return true;
    unsigned asked = found;
    if (look->facts.partial) {
        first = atomic_fetch_add_explicit(&turn, 1, memory_order_relaxed);
        asked = ASKED_OF_MANY;
    }
    if (!is_inherited(look->facts.example))
        return false;
    for (unsigned i = 0; i < asked; i++) {
        int fd = look->found[(first + i) % found];
        if (fd != look->facts.example && !is_inherited(fd))
            return false;
    }
    return true;
}

static bool is_good(const struct look *look, uint64_t open, uint64_t now)
{
    bool found_any = look->facts.inherited > look->facts.own;
    if (look->facts.partial && !found_any && atomic_load(&credit) > 0)
        return false;
    uint64_t good_for = atomic_load(&credit) > 0 ? FRESH_FOR_NS : GOOD_FOR_NS;
    return look->open == open && now - look->time < good_for && holds_still(look);
}

/* What a look is kept in lies on the stack only while nothing deep is called. */
__attribute__((noinline)) static bool tell_kept(struct descriptor_facts *descriptors, uint64_t open,
                                                uint64_t now)
{
    struct look look;
    if (!is_known(open) || !take_kept(&look) || !is_good(&look, open, now))
        return false;
    *descriptors = look.facts;
    return true;
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

/* What asks for a policy, and what lseek takes. */
#define CALLS_TO_BEGIN_LATER 5

/* lseek is not among the calls that a policy has to allow (safety.md). */
static int begin_later(int *calls)
{
    int from = atomic_load(&next);
    if (from == 0)
        return 0;
    *calls += CALLS_TO_BEGIN_LATER;
    return process_has_a_policy() ? 0 : from;
}

__attribute__((noinline)) static void look_anew(struct descriptor_facts *descriptors, uint64_t open,
                                                uint64_t now, bool without_piped)
{
    int found[DESCRIPTORS_FOUND], calls = 0, from = begin_later(&calls);
    calls += descriptors_look(descriptors, found, &from, without_piped);
    atomic_store(&next, from);
    /* Each second's look is free. */
    if (atomic_fetch_sub(&credit, calls) < 0)
        atomic_fetch_add(&credit, calls);
    if (is_known(descriptors->inherited) && !without_piped)
        keep(descriptors, found, open, now);
}

/* A look without some is good for that call alone. */
void descriptors_read(struct descriptor_facts *descriptors, bool without_piped)
{
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC), open = count_open();
    without_piped = without_piped && piped_has_any();
    if (!without_piped && tell_kept(descriptors, open, now)) {
        if (descriptors->inherited == 0)
            earn_credit();
        return;
    }
    earn_credit();
    *descriptors = (struct descriptor_facts){.inherited = UNKNOWN};
    if (!may_look(now))
        return;
    atomic_store(&last_look, now);
    look_anew(descriptors, open, now, without_piped);
}

void descriptors_forget(void)
{
    atomic_store(&version, 0);
    atomic_store(&last_look, 0);
    atomic_store(&credit, MOST_CREDIT);
    atomic_store(&next, 0);
}
