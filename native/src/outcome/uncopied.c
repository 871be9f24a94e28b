/* SPDX-License-Identifier: Apache-2.0 */
/* What living copies may still copy. */
#include <string.h>
#include <sys/auxv.h>

#include "copies.h"
#include "copies_table.h"
#include "exec.h"
#include "host/raw.h"

#define MOST_LOOKED 128U

void copies_read(struct living_facts *living)
{
    struct copy *copy;
    uint64_t word;
    *living = (struct living_facts){0};
    for (unsigned at = 0; (copy = copies_next(&at, &word)) != NULL;) {
        living->copies++;
        living->uncopied += atomic_load(&copy->exposure);
    }
}

/* Each page that was copied took a fault, and was resident before. What is resident now and was not
 * then took faults of its own: pages of files fewer than there are, so that this is too little. */
static uint64_t copied_since(uint64_t faults, uint64_t resident_before, uint64_t resident)
{
    uint64_t grown = resident > resident_before ? resident - resident_before : 0;
    uint64_t faulted = faults * getauxval(AT_PAGESZ);
    return faulted > grown ? faulted - grown : 0;
}

struct sum {
    uint64_t copies, exposure;            /* of all that live on */
    uint64_t looked, looked_at, uncopied; /* of those that were looked at */
    uint64_t faults, resident;            /* of this process, before the first of its own */
};

/* What that copy may still have to copy. False: it is none any more, or its parent is gone, and
 * with it who shared the pages. */
static bool look_at(struct copy *copy, uint64_t word, uint64_t *uncopied)
{
    struct life life;
    pid_t child = atomic_load(&copy->child);
    uint64_t exposure = atomic_load(&copy->exposure);
    *uncopied = exposure;
    if (child == 0)
        return true;
    /* One that is about to be a zombie has no memory any more (kernel/exit.c, do_exit). */
    if (!exec_life_of(child, &life) || life.resident == 0 || strchr("ZX", life.state) != NULL ||
        life.parent != (uint64_t)copies_parent(word))
        return false;
    uint64_t copied = copied_since(life.minor_faults, atomic_load(&copy->resident),
                                   life.resident * getauxval(AT_PAGESZ));
    *uncopied = exposure > copied ? exposure - copied : 0;
    return true;
}

static void add(struct sum *sum, struct copy *copy, uint64_t word)
{
    uint64_t exposure = atomic_load(&copy->exposure), uncopied = 0;
    bool is_looked_at = sum->looked < MOST_LOOKED;
    if (is_looked_at && !look_at(copy, word, &uncopied))
        return;
    sum->copies++;
    sum->exposure += exposure;
    if (is_looked_at) {
        sum->looked++;
        sum->looked_at += exposure;
        sum->uncopied += uncopied;
    }
    uint64_t faults = atomic_load(&copy->parent_faults);
    if (copies_parent(word) == raw_getpid() && faults < sum->faults) {
        sum->faults = faults;
        sum->resident = atomic_load(&copy->parent_resident);
    }
}

/* A page that the parent has copied is one less for its copies together, however many there are. */
static uint64_t copied_by_parent(const struct sum *sum)
{
    struct life own;
    if (!is_known(sum->faults) || !is_known(sum->resident) || !exec_life_of(raw_getpid(), &own) ||
        own.minor_faults < sum->faults)
        return 0;
    return copied_since(own.minor_faults - sum->faults, sum->resident,
                        own.resident * getauxval(AT_PAGESZ));
}

void copies_look(struct living_facts *living)
{
    struct sum sum = {.faults = UNKNOWN};
    struct copy *copy;
    uint64_t word;
    for (unsigned at = 0; (copy = copies_next(&at, &word)) != NULL;)
        add(&sum, copy, word);
    uint64_t others = sum.exposure - sum.looked_at;
    uint64_t in_thousand = sum.uncopied / (sum.looked_at / 1000 + 1);
    uint64_t uncopied = sum.uncopied + others / 1000 * in_thousand;
    uint64_t by_parent = copied_by_parent(&sum);
    *living = (struct living_facts){sum.copies, uncopied > by_parent ? uncopied - by_parent : 0};
}
