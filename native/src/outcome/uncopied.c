/* SPDX-License-Identifier: Apache-2.0 */
/* What living copies may still copy. */
#include <errno.h>
#include <string.h>
#include <sys/auxv.h>

#include "copies.h"
#include "copies_table.h"
#include "exec.h"
#include "host/raw.h"

#define MOST_LOOKED 128U

void copies_read(struct living_facts *living)
{
    struct copies_walk walk = {0};
    struct copy *copy;
    uint64_t word;
    *living = (struct living_facts){0};
    while ((copy = copies_next(&walk, &word)) != NULL) {
        living->copies++;
        living->uncopied += atomic_load(&copy->exposure);
    }
}

bool copies_can_be_seen(struct life *own)
{
    struct origin self;
    origin_read(&self);
    return exec_life_of(self.pid, own) && own->start == self.start;
}

bool copies_is_there(pid_t pid)
{
    struct rlimit limit;
    return raw_getrlimit_of(pid, RLIMIT_NOFILE, &limit) != -ESRCH;
}

static bool is_child(const struct copy *copy, uint64_t word, const struct life *life)
{
    uint64_t start = atomic_load(&copy->start);
    return start == 0 ? life->parent == (uint64_t)copies_parent(word) : life->start == start;
}

/* One that is about to be a zombie has no memory any more (kernel/exit.c, do_exit). */
enum fate copies_fate(const struct copy *copy, uint64_t word, struct life *life)
{
    pid_t child = atomic_load(&copy->child);
    if (!exec_life_of(child, life))
        return copies_is_there(child) ? IS_HIDDEN : IS_GONE;
    if (!is_child(copy, word, life))
        return IS_GONE;
    return life->resident == 0 || strchr("ZX", life->state) != NULL ? HAS_ENDED : LIVES;
}

/* Each page that was copied took a fault, and was resident before. What is resident now and was not
 * then took faults of its own: pages of files fewer than there are, so that this is too little. */
static uint64_t copied_since(uint64_t faults, uint64_t resident_before, uint64_t resident)
{
    uint64_t grown = resident > resident_before ? resident - resident_before : 0;
    uint64_t faulted = faults * getauxval(AT_PAGESZ);
    return faulted > grown ? faulted - grown : 0;
}

/*
 * A page that this process writes to after each of its calls takes a fault after each, and is
 * copied for those alone that live since the last one. So what it has copied between two calls, or
 * since the last, counts as one of these does, the largest, and not their sum.
 */
static _Atomic uint64_t last_faults = UNKNOWN, last_resident;
static _Atomic uint64_t largest, largest_from; /* the faults at its beginning */

void copies_forget(void)
{
    atomic_store(&last_faults, UNKNOWN);
    atomic_store(&largest, 0);
}

void copies_count_call(uint64_t faults, uint64_t resident)
{
    if (!is_known(faults) || !is_known(resident))
        return;
    uint64_t before = atomic_exchange(&last_resident, resident);
    uint64_t from = atomic_exchange(&last_faults, faults);
    if (!is_known(from) || faults < from)
        return;
    uint64_t copied = copied_since(faults - from, before, resident);
    if (copied > atomic_load(&largest)) {
        atomic_store(&largest, copied);
        atomic_store(&largest_from, from);
    }
}

/* The largest since that many faults; one from before them is forgotten. */
static uint64_t largest_since(uint64_t faults)
{
    if (atomic_load(&largest_from) < faults)
        atomic_store(&largest, 0);
    return atomic_load(&largest);
}

struct sum {
    struct life own;
    bool can_look;
    uint64_t others, exposure;                    /* of those that were not looked at */
    uint64_t looked, looked_at, living, uncopied; /* of those that were */
    uint64_t faults;                              /* of this process, before the first of its own */
};

/* Whose parent has ended shares with its parent's other copies, or with who made the parent. */
static bool is_own_of_nobody(uint64_t word, pid_t child)
{
    return child == raw_getpid() && raw_getppid() != copies_parent(word);
}

static bool is_ours(uint64_t word)
{
    return copies_parent(word) == raw_getpid();
}

/* What that copy may still have to copy: no more than it has. False: there is none any more. */
static bool look_at(struct copy *copy, uint64_t word, uint64_t *uncopied)
{
    struct life life;
    pid_t child = atomic_load(&copy->child);
    uint64_t exposure = atomic_load(&copy->exposure), had = atomic_load(&copy->resident);
    *uncopied = exposure;
    if (child == 0)
        return true;
    if (is_own_of_nobody(word, child))
        return false;
    enum fate fate = copies_fate(copy, word, &life);
    if (fate == HAS_ENDED || fate == IS_GONE)
        return false;
    if (fate == IS_HIDDEN)
        return true;
    uint64_t resident = life.resident * getauxval(AT_PAGESZ);
    uint64_t copied = copied_since(life.minor_faults, had, resident);
    uint64_t left = exposure > copied ? exposure - copied : 0;
    uint64_t has = resident + (exposure - had);
    *uncopied = left < has ? left : has;
    return true;
}

static void add_living(struct sum *sum, const struct copy *copy, uint64_t word, uint64_t uncopied)
{
    uint64_t faults = atomic_load(&copy->parent_faults);
    sum->living++;
    sum->uncopied += uncopied;
    if (is_ours(word) && faults < sum->faults)
        sum->faults = faults;
}

/* One of ours that has ended is looked at once; another's, whose end is not ours to tell, counts
 * among those that are. */
static void add(struct sum *sum, struct copy *copy, uint64_t word)
{
    uint64_t exposure = atomic_load(&copy->exposure), uncopied = 0;
    if (!sum->can_look || sum->looked >= MOST_LOOKED) {
        sum->others++;
        sum->exposure += exposure;
        return;
    }
    bool lives = look_at(copy, word, &uncopied);
    if (!lives && is_ours(word)) {
        (void)atomic_compare_exchange_strong(&copy->word, &word, word | ENDED_SEEN);
        return;
    }
    sum->looked++;
    sum->looked_at += exposure;
    if (lives)
        add_living(sum, copy, word, uncopied);
}

/* A page that the parent has copied is one less for its copies together, however many there are. */
static uint64_t copied_by_parent(const struct sum *sum)
{
    const struct life *own = &sum->own;
    uint64_t last = atomic_load(&last_faults);
    if (!sum->can_look || !is_known(sum->faults) || !is_known(last) || own->minor_faults < last)
        return 0;
    uint64_t since = copied_since(own->minor_faults - last, atomic_load(&last_resident),
                                  own->resident * getauxval(AT_PAGESZ));
    uint64_t between = largest_since(sum->faults);
    return since > between ? since : between;
}

/* The others are taken to be like those that were looked at. */
static uint64_t uncopied_of(const struct sum *sum)
{
    if (!sum->can_look)
        return sum->exposure;
    uint64_t in_thousand = sum->uncopied / (sum->looked_at / 1000 + 1);
    uint64_t uncopied = sum->uncopied + sum->exposure / 1000 * in_thousand;
    uint64_t by_parent = copied_by_parent(sum);
    return uncopied > by_parent ? uncopied - by_parent : 0;
}

static uint64_t living_of(const struct sum *sum)
{
    return sum->looked == 0 ? sum->others : sum->living + sum->others * sum->living / sum->looked;
}

void copies_look(struct living_facts *living)
{
    static atomic_uint next;
    struct sum sum = {.faults = UNKNOWN};
    struct copies_walk walk = {.first = atomic_load(&next)};
    struct copy *copy;
    uint64_t word;
    sum.can_look = copies_can_be_seen(&sum.own);
    while ((copy = copies_next(&walk, &word)) != NULL) {
        add(&sum, copy, word);
        if (sum.looked < MOST_LOOKED)
            atomic_store(&next, walk.first + walk.step);
    }
    *living = (struct living_facts){living_of(&sum), uncopied_of(&sum)};
}
