/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call that copies nothing needs no memory, so what there is of it need not be read anew.
 *
 * 1. A sample is of one thread: another one may be in a cgroup of its own (version 1), or in other
 *    namespaces. A copy of the process has another pid.
 * 2. It is 100 ms old at most, so that a process that moves to another cgroup is seen there then.
 * 3. What could not be read is asked for again.
 * 4. Threads share the places without a lock. A child of vfork that is killed as it writes leaves a
 *    place that is not used again.
 */
#include "sample.h"

#include <stdatomic.h>
#include <string.h>

#include "host/clock.h"

#define GOOD_FOR_NS (NANOSECONDS / 10)
#define PLACES      4

struct sample {
    uint64_t thread;
    uint64_t time;
    uint64_t nodes;
    struct oom_kills kills;
    struct system_facts system;
    struct cgroup_facts cgroup;
};

#define WORDS ((sizeof(struct sample) + sizeof(uint64_t) - 1) / sizeof(uint64_t))

static struct place {
    atomic_uint version; /* odd while it is written; 0: empty */
    _Atomic uint64_t words[WORDS];
} places[PLACES];

static _Atomic uint64_t outdated; /* CLOCK_MONOTONIC */

static struct place *place_of(uint64_t thread)
{
    return &places[thread % PLACES];
}

/* A word that is too new brings the version that it was written under with it. */
static bool copy(struct sample *sample, struct place *place)
{
    uint64_t words[WORDS];
    unsigned before = atomic_load(&place->version);
    if (before == 0 || before % 2 == 1)
        return false;
    for (unsigned i = 0; i < WORDS; i++)
        words[i] = atomic_load_explicit(&place->words[i], memory_order_acquire);
    memcpy(sample, words, sizeof *sample);
    return atomic_load(&place->version) == before;
}

/* What it is copied to lies on the stack only while nothing deep is called. */
__attribute__((noinline)) bool sample_take(struct facts *facts, uint64_t thread, uint64_t now)
{
    struct sample sample;
    if (!copy(&sample, place_of(thread)) || sample.thread != thread ||
        now - sample.time >= GOOD_FOR_NS || sample.time <= atomic_load(&outdated))
        return false;
    facts->process.nodes = sample.nodes;
    facts->oom_kills = sample.kills;
    facts->system = sample.system;
    facts->cgroup = sample.cgroup;
    return true;
}

/* Who comes second keeps nothing: what the first one saw is as new. */
__attribute__((noinline)) void sample_keep(const struct facts *facts, uint64_t thread, uint64_t now)
{
    const struct sample sample = {.thread = thread,
                                  .time = now,
                                  .nodes = facts->process.nodes,
                                  .kills = facts->oom_kills,
                                  .system = facts->system,
                                  .cgroup = facts->cgroup};
    uint64_t words[WORDS] = {0};
    struct place *place = place_of(thread);
    memcpy(words, &sample, sizeof sample);
    if (!is_known(facts->system.committed) || facts->cgroup.unseen)
        return;
    unsigned before = atomic_load(&place->version);
    if (before % 2 == 1 || !atomic_compare_exchange_strong(&place->version, &before, before + 1))
        return;
    for (unsigned i = 0; i < WORDS; i++)
        atomic_store_explicit(&place->words[i], words[i], memory_order_release);
    atomic_store(&place->version, before + 2);
}

void samples_outdate(void)
{
    atomic_store(&outdated, clock_nanoseconds(CLOCK_MONOTONIC));
}

void samples_forget(void)
{
    for (unsigned i = 0; i < PLACES; i++)
        atomic_store(&places[i].version, 0);
}
