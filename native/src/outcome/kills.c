/* SPDX-License-Identifier: Apache-2.0 */
/* SIGKILL that this process sends, counted at those of its children that it may end. */
#include "kills.h"

#include "exec.h"
#include "host/clock.h"
#include "host/policy.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "log/log.h"
#include "places.h"

/* A look takes some 10 us; signals are held meanwhile. */
#define MOST_LOOKS 1024U

#define EVERYONE  (-1)
#define ANY_GROUP 0

static _Atomic uint64_t everyone_killed; /* when that was last asked for */

bool kills_of_everyone(uint64_t since)
{
    return since < atomic_load(&everyone_killed);
}

/* The kernel takes signals to a dead child until it is reaped. A process whose first thread alone
 * has ended looks the same, but for its number of threads (do_task_stat, fs/proc/array.c). */
static bool is_dead(const struct life *life)
{
    return (life->state == 'Z' || life->state == 'X') && life->threads <= 1;
}

/* Who is no child of its owner's is another process, in a /proc of another pid namespace. */
static bool is_spared(const struct place *place, uint64_t group)
{
    struct life life;
    if (!exec_life_of(atomic_load(&place->pid), &life) ||
        life.parent != (uint64_t)atomic_load(&place->owner))
        return false;
    return is_dead(&life) || (group != ANY_GROUP && life.group != group);
}

static uint64_t group_of(pid_t process)
{
    struct life own = {0};
    if (process < 0)
        return (uint64_t)-(int64_t)process;
    return exec_life_of(raw_getpid(), &own) ? own.group : ANY_GROUP;
}

static void count_in_group(void *data)
{
    const struct killing *killing = data;
    uint64_t group = group_of(killing->process);
    struct place *place;
    unsigned at = 0;
    for (unsigned looks = 0; (place = places_look(&at)) != NULL; looks++)
        if (looks >= MOST_LOOKS || !is_spared(place, group))
            place_count_kill(place, killing->by);
}

static void count_one(void *data)
{
    struct killing *killing = data;
    struct place *place;
    unsigned step = 0;
    while ((place = places_look_for(killing->process, &step)) != NULL)
        if (killing->by < 0 || !is_spared(place, ANY_GROUP)) {
            place_count_kill(place, killing->by);
            killing->counts = true;
        }
}

static bool has_child_to_hit(pid_t process)
{
    unsigned at = 0;
    return (process > 0 ? places_look_for(process, &at) : places_look(&at)) != NULL;
}

/* Under a policy that nobody has foreseen us with, no system call is made, and nobody looked at. */
void kills_begin(struct killing *killing, pid_t process)
{
    *killing = (struct killing){.process = process, .by = 1};
    if (!log_is_open())
        return;
    if (process == EVERYONE || policy_is_untried()) {
        killing->everyone = clock_nanoseconds(CLOCK_MONOTONIC);
        killing->everyone_before = atomic_exchange(&everyone_killed, killing->everyone);
    } else if (has_child_to_hit(process)) {
        killing->counts = process <= 0;
        stretch_run(process > 0 ? count_one : count_in_group, killing);
    }
}

void kills_failed(struct killing *killing)
{
    killing->by = -1;
    if (killing->everyone != 0)
        (void)atomic_compare_exchange_strong(&everyone_killed, &killing->everyone,
                                             killing->everyone_before);
    if (killing->counts)
        stretch_run(killing->process > 0 ? count_one : count_in_group, killing);
}
