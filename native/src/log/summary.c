/* SPDX-License-Identifier: Apache-2.0 */
/* Ten lines on standard error at the process's end: counters while it lives, text when it ends. */
#include "summary.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "host/clock.h"
#include "host/raw.h"
#include "host/say.h"
#include "prose.h"

#define LEVELS 4

static bool wanted;
static struct stat standard_error;
static uint64_t started;

static struct {
    atomic_ulong spawns[MECHANISM_COUNT], failed, levels[LEVELS], reasons[REASON_COUNT],
        not_assessed;
    _Atomic uint64_t longest[MECHANISM_COUNT], largest_charge;
} counted;

/* The worst reason with its numbers belongs together: who finds another writer leaves it to him. */
static atomic_flag worst_is_busy = ATOMIC_FLAG_INIT;
static struct reason worst;
static const char *worst_call;
static char name[64], worst_command[sizeof((struct event){0}).command];

void summary_want(void)
{
    wanted = raw_fstat(STDERR_FILENO, &standard_error) == 0;
    started = clock_nanoseconds(CLOCK_MONOTONIC);
}

bool summary_is_wanted(void)
{
    return wanted;
}

static void keep_largest(_Atomic uint64_t *kept, uint64_t value)
{
    uint64_t seen = atomic_load_explicit(kept, memory_order_relaxed);
    while (is_known(value) && value > seen && !atomic_compare_exchange_weak(kept, &seen, value))
        ;
}

static bool is_worse(const struct reason *reason)
{
    if (worst_call == NULL || reason->level != worst.level)
        return worst_call == NULL || reason->level > worst.level;
    /* The list of codes is in the order of severity. */
    if (reason->code != worst.code)
        return reason->code < worst.code;
    return is_known(reason->need) && reason->need > worst.need;
}

static void keep_worst(const struct event *event)
{
    if (atomic_flag_test_and_set(&worst_is_busy))
        return;
    memcpy(name, event->facts.process.name, sizeof name);
    for (unsigned i = 0; i < event->risk.count; i++)
        if (is_worse(&event->risk.reasons[i])) {
            worst = event->risk.reasons[i];
            worst_call = event->call;
            memcpy(worst_command, event->command, sizeof worst_command);
        }
    atomic_flag_clear(&worst_is_busy);
}

void summary_count(const struct event *event)
{
    if (!wanted)
        return;
    atomic_fetch_add(&counted.spawns[event->mechanism], 1);
    if (event->outcome.error != 0)
        atomic_fetch_add(&counted.failed, 1);
    atomic_fetch_add(&counted.levels[event->risk.level], 1);
    for (unsigned i = 0; i < event->risk.count; i++)
        atomic_fetch_add(&counted.reasons[event->risk.reasons[i].code], 1);
    if (event->risk.not_assessed != 0)
        atomic_fetch_add(&counted.not_assessed, 1);
    keep_largest(&counted.longest[event->mechanism], event->outcome.duration_ns);
    keep_largest(&counted.largest_charge, event->facts.process.commit_charge);
    keep_worst(event);
}

void summary_count_repeat(enum mechanism mechanism)
{
    atomic_fetch_add(&counted.spawns[mechanism], 1);
    atomic_fetch_add(&counted.failed, 1);
}

void summary_forget(void)
{
    memset(&counted, 0, sizeof counted);
    worst_call = NULL;
    atomic_flag_clear(&worst_is_busy);
}

/* Only who ends the process writes here, once: a stack may be a signal handler's. */
static struct prose text;

static void put_count(const char *before, uint64_t count, const char *behind)
{
    prose_put(&text, before, NULL);
    prose_put_number(&text, count);
    prose_put(&text, behind, NULL);
}

static void put_mib(const char *before, uint64_t bytes)
{
    prose_put(&text, before, NULL);
    prose_put_decimal(&text, bytes, 1U << 20, 1);
    prose_put(&text, " MiB", NULL);
}

static void put_milliseconds(const char *before, uint64_t nanoseconds, unsigned digits)
{
    prose_put(&text, before, NULL);
    prose_put_decimal(&text, nanoseconds, NANOSECONDS / 1000, digits);
    prose_put(&text, " ms", NULL);
}

static void put_mechanisms(void)
{
    for (unsigned i = 0; i < MECHANISM_COUNT; i++) {
        if (counted.spawns[i] == 0)
            continue;
        prose_put(&text, "spawnrisk:   by ", mechanism_name((enum mechanism)i), NULL);
        put_count(": ", counted.spawns[i], "");
        put_milliseconds(", the longest took ", counted.longest[i], 2);
        prose_put(&text, "\n", NULL);
    }
}

static void put_levels(void)
{
    put_count("spawnrisk:   risk: critical ", counted.levels[LEVEL_CRITICAL], "");
    put_count(", warning ", counted.levels[LEVEL_WARNING], "");
    put_count(", notice ", counted.levels[LEVEL_NOTICE], "");
    put_count(", none ", counted.levels[LEVEL_NONE], "\n");
}

static void put_reasons(void)
{
    prose_put(&text, "spawnrisk:   reasons:", NULL);
    const char *between = " ";
    for (unsigned i = 0; i < REASON_COUNT; i++)
        if (counted.reasons[i] > 0) {
            prose_put(&text, between, reason_name((enum reason_code)i), NULL);
            put_count(" ", counted.reasons[i], "");
            between = ", ";
        }
    prose_put(&text, *between == ',' ? "\n" : " none\n", NULL);
}

static void put_worst(void)
{
    if (worst_call == NULL)
        return;
    prose_put(&text, "spawnrisk:   worst: ", reason_name(worst.code), " (", level_name(worst.level),
              ") by ", worst_call, *worst_command == '\0' ? "" : " of ", worst_command, NULL);
    const char *names[] = {", need ", ", have "};
    const uint64_t numbers[] = {worst.need, worst.have};
    for (unsigned i = 0; i < 2; i++) {
        if (!is_known(numbers[i]))
            continue;
        if (reason_unit(worst.code) == UNIT_NANOSECONDS)
            put_milliseconds(names[i], numbers[i], 1);
        else if (reason_unit(worst.code) == UNIT_BYTES)
            put_mib(names[i], numbers[i]);
        else
            put_count(names[i], numbers[i], "");
    }
    prose_put(&text, "\n", NULL);
}

static bool standard_error_is_the_same(void)
{
    struct stat now = {0};
    return raw_fstat(STDERR_FILENO, &now) == 0 && now.st_dev == standard_error.st_dev &&
           now.st_ino == standard_error.st_ino;
}

static unsigned long all_spawns(void)
{
    unsigned long sum = 0;
    for (unsigned i = 0; i < MECHANISM_COUNT; i++)
        sum += counted.spawns[i];
    return sum;
}

bool summary_has_some(void)
{
    return wanted && all_spawns() > 0;
}

void summary_tell(unsigned long lost)
{
    if (!summary_has_some() || !standard_error_is_the_same())
        return;
    prose_put(&text, "spawnrisk: ", name, NULL);
    put_count(" (pid ", (uint64_t)raw_getpid(), ")");
    put_count(" made ", all_spawns(), " spawns in ");
    prose_put_decimal(&text, clock_nanoseconds(CLOCK_MONOTONIC) - started, NANOSECONDS, 1);
    put_count(" s, ", counted.failed, " failed\n");
    put_mechanisms();
    put_levels();
    put_reasons();
    put_worst();
    put_mib("spawnrisk:   largest commit charge: ", counted.largest_charge);
    put_count("\nspawnrisk:   not fully assessed: ", counted.not_assessed, "; events lost: ");
    put_count("", lost, "\n");
    prose_clean(&text);
    say_text(text.bytes, text.length);
}
