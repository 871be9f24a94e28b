/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one area that policy 0 may refuse (mm/util.c, __vm_enough_memory, since 5.2): above all RAM
 * and swap.
 *
 * 1. An area that is charged is a part of the process, and a part of all that is charged on the
 *    machine. Where either is well below RAM and swap there is nothing to look for: that is two
 *    comparisons, and holds for all but processes that reserve more on machines that promised more.
 * 2. Of those maps shows the private areas that are so large, in a microsecond for three. Most have
 *    none.
 * 3. Whether such an area is charged only smaps tells, which looks at each page. It is read where
 *    that takes a moment, and not again before twenty times what it took, but where these areas are
 *    others by then.
 * 4. MADV_DONTFORK and MADV_DOFORK change the answer, and nothing else that can be seen. Where an
 * area that is withheld from children would make another answer, that is not given a second time.
 * 5. An answer, its key and its time are three words of which two threads may write at once, and a
 *    fork copy a half: the check tells whether they belong together. There is no lock.
 */
#include "largest.h"

#include <stdatomic.h>
#include <stddef.h>

#include "areas.h"
#include "host/clock.h"
#include "host/file.h"
#include "maps.h"
#include "text.h"

#define MOST_LINES 20000
/* smaps, 40 to 100 ns for each resident page: a quarter of a second at most. */
#define MOST_RESIDENT (2500000ULL * 4096)
#define REST_TIMES    20

struct remembered {
    _Atomic uint64_t value, until, check;
};

static uint64_t mixed(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    return hash ^ hash >> 32;
}

static uint64_t check_of(uint64_t key, uint64_t value, uint64_t until)
{
    return mixed(mixed(mixed(1, key), value), until);
}

static bool recall(struct remembered *remembered, uint64_t key, uint64_t *value)
{
    *value = atomic_load_explicit(&remembered->value, memory_order_relaxed);
    uint64_t until = atomic_load_explicit(&remembered->until, memory_order_relaxed);
    uint64_t check = atomic_load_explicit(&remembered->check, memory_order_relaxed);
    return check == check_of(key, *value, until) && clock_nanoseconds(CLOCK_MONOTONIC) < until;
}

static void remember(struct remembered *remembered, uint64_t key, uint64_t value, uint64_t until)
{
    atomic_store_explicit(&remembered->value, value, memory_order_relaxed);
    atomic_store_explicit(&remembered->until, until, memory_order_relaxed);
    atomic_store_explicit(&remembered->check, check_of(key, value, until), memory_order_relaxed);
}

/* A hash of the private areas above size; 0: there are none. False: too many to look at. */
static __attribute__((noinline)) bool find_above(uint64_t size, uint64_t *candidates)
{
    struct lines lines;
    struct map map;
    int count = 0;
    const char *line;
    *candidates = 0;
    if (!lines_open(&lines, "/proc/thread-self/maps"))
        return false;
    while ((line = lines_next(&lines)) != NULL && count++ < MOST_LINES)
        if (map_parse(&map, line) && map.is_private && map_size(&map) > size)
            *candidates = mixed(mixed(*candidates, map.start), map.end) + map.is_writable;
    bool is_whole = line == NULL && !lines.failed && count > 0;
    lines_close(&lines);
    return is_whole;
}

/* UNKNOWN, or 0 where there is no such area; later: as long as the areas stay where they are. */
struct answer {
    uint64_t now, later;
};

static struct answer lasting(uint64_t value)
{
    return (struct answer){value, value};
}

/* Of the areas above size the largest that is charged. */
static struct answer largest_charged_above(uint64_t size, const struct process_facts *process)
{
    struct area_facts areas;
    if (!is_known(process->rss) || process->rss > MOST_RESIDENT ||
        !areas_read(&areas, PROCESS_SELF) || !is_known(areas.largest_area))
        return lasting(UNKNOWN);
    struct answer answer = lasting(areas.largest_area > size ? areas.largest_area : 0);
    if (areas.largest_withheld > size && areas.largest_withheld > areas.largest_area)
        answer.later = UNKNOWN;
    return answer;
}

static struct answer look(uint64_t size, const struct process_facts *process)
{
    static struct remembered proved;
    uint64_t candidates, value, before = clock_nanoseconds(CLOCK_MONOTONIC);
    if (!find_above(size, &candidates))
        return lasting(UNKNOWN);
    if (candidates == 0 || recall(&proved, mixed(candidates, size), &value))
        return lasting(candidates == 0 ? 0 : value);
    struct answer answer = largest_charged_above(size, process);
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    remember(&proved, mixed(candidates, size), answer.later,
             now + NANOSECONDS + (now - before) * REST_TIMES);
    return answer;
}

static uint64_t minimum(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

void largest_read(struct process_facts *process, const struct system_facts *system)
{
    static struct remembered answers;
    uint64_t all = text_sum(system->total, system->swap_total), value;
    if (system->overcommit_policy != OVERCOMMIT_GUESS || !is_known(all))
        return;
    /* Further than a tenth below no area is worth a word (risk/commit.c, is_far). */
    uint64_t size = all - all / 11 - 1;
    if (minimum(process->virtual_size, system->committed) <= size)
        return;
    uint64_t key = mixed(mixed(mixed(size, process->virtual_size), process->commit_charge), 1);
    if (!recall(&answers, key, &value)) {
        struct answer answer = look(size, process);
        value = answer.now;
        remember(&answers, key, answer.later, clock_nanoseconds(CLOCK_MONOTONIC) + NANOSECONDS);
    }
    if (value == 0)
        process->largest_at_most = size;
    else
        process->largest_area = value;
}
