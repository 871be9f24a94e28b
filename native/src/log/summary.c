/* SPDX-License-Identifier: Apache-2.0 */
/* Ten lines on standard error at the process's end: counters while it lives, text when it ends. */
#include "summary.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "host/clock.h"
#include "host/hot.h"
#include "host/raw.h"
#include "host/say.h"
#include "prose.h"

#define LEVELS 4

static bool wanted;
static struct stat standard_error;
static uint64_t started;

static HOT struct {
    atomic_ulong spawns[MECHANISM_COUNT], failed, levels[LEVELS], reasons[REASON_COUNT],
        late[OUTCOME_COUNT], not_assessed;
    _Atomic uint64_t longest[MECHANISM_COUNT], largest_charge;
} counted;

/* A reason with what it is of: a call, or else a child. */
struct told {
    enum level level;
    unsigned rank; /* in the order of severity */
    const char *name;
    enum unit unit;
    uint64_t need, have;
    const char *call; /* NULL: it is of a child */
    char command[sizeof((struct event){0}).command];
    pid_t child; /* 0: not known */
};

/* The worst reason with its numbers belongs together: who finds another writer leaves it to him. */
static atomic_flag worst_is_busy = ATOMIC_FLAG_INIT;
static struct told worst; /* LEVEL_NONE: there is none */
static char name[64];

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

static bool is_worse(const struct told *told)
{
    if (told->level != worst.level)
        return told->level > worst.level;
    if (told->rank != worst.rank)
        return told->rank < worst.rank;
    return is_known(told->need) && (!is_known(worst.need) || told->need > worst.need);
}

static void keep_worse(const struct told *told)
{
    worst = is_worse(told) ? *told : worst;
}

/* Between two reasons of a spawn there is room for one of a child's end. */
static unsigned rank_of(enum reason_code code)
{
    return 2 * (unsigned)code + 1;
}

static void keep_worst(const struct event *event)
{
    if (atomic_flag_test_and_set(&worst_is_busy))
        return;
    memcpy(name, event->facts.process.name, sizeof name);
    for (unsigned i = 0; i < event->risk.count; i++) {
        const struct reason *reason = &event->risk.reasons[i];
        struct told told = {.level = reason->level,
                            .rank = rank_of(reason->code),
                            .name = reason_name(reason->code),
                            .unit = reason_unit(reason->code),
                            .need = reason->need,
                            .have = reason->have,
                            .call = event->call};
        memcpy(told.command, event->command, sizeof told.command);
        keep_worse(&told);
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

static void keep_worst_of_child(pid_t child, const struct late_reason *reasons)
{
    if (atomic_flag_test_and_set(&worst_is_busy))
        return;
    for (unsigned i = 0; i < OUTCOME_COUNT; i++)
        if (reasons[i].level != LEVEL_NONE)
            keep_worse(&(struct told){.level = reasons[i].level,
                                      .rank = rank_of(outcome_before((enum outcome_code)i)) - 1,
                                      .name = outcome_name((enum outcome_code)i),
                                      .unit = outcome_unit((enum outcome_code)i),
                                      .need = reasons[i].need,
                                      .have = reasons[i].have,
                                      .child = child});
    atomic_flag_clear(&worst_is_busy);
}

/* A spawn counts once, by the worst that was told of it or of its child. */
void summary_count_late(pid_t child, enum level before,
                        const struct late_reason reasons[OUTCOME_COUNT])
{
    enum level level = before;
    if (!wanted)
        return;
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        if (reasons[i].level == LEVEL_NONE)
            continue;
        atomic_fetch_add(&counted.late[i], 1);
        level = reasons[i].level > level ? reasons[i].level : level;
    }
    if (level != before) {
        atomic_fetch_sub(&counted.levels[before], 1);
        atomic_fetch_add(&counted.levels[level], 1);
    }
    keep_worst_of_child(child, reasons);
}

void summary_count_repeat(enum mechanism mechanism)
{
    atomic_fetch_add(&counted.spawns[mechanism], 1);
    atomic_fetch_add(&counted.failed, 1);
}

void summary_forget(void)
{
    memset(&counted, 0, sizeof counted);
    worst.level = LEVEL_NONE;
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
    static const char *const kinds[] = {"", "", " (copies memory)", " (shares memory)"};
    _Static_assert(sizeof kinds / sizeof *kinds == MECHANISM_COUNT, "one for each");
    for (unsigned i = 0; i < MECHANISM_COUNT; i++) {
        if (counted.spawns[i] == 0)
            continue;
        prose_put(&text, "spawnrisk:   by ", mechanism_name((enum mechanism)i), kinds[i], NULL);
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

static void put_reason(const char *reason, unsigned long count, const char **between)
{
    if (count == 0)
        return;
    prose_put(&text, *between, reason, NULL);
    put_count(" ", count, "");
    *between = ", ";
}

static void put_reasons(void)
{
    prose_put(&text, "spawnrisk:   reasons:", NULL);
    const char *between = " ";
    for (unsigned i = 0; i < REASON_COUNT; i++)
        put_reason(reason_name((enum reason_code)i), counted.reasons[i], &between);
    for (unsigned i = 0; i < OUTCOME_COUNT; i++)
        put_reason(outcome_name((enum outcome_code)i), counted.late[i], &between);
    prose_put(&text, *between == ',' ? "\n" : " none\n", NULL);
}

static void put_number(const char *before, uint64_t number)
{
    if (!is_known(number))
        return;
    if (worst.unit == UNIT_NANOSECONDS)
        put_milliseconds(before, number, 1);
    else if (worst.unit == UNIT_BYTES)
        put_mib(before, number);
    else
        put_count(before, number, "");
}

static void put_worst(void)
{
    if (worst.level == LEVEL_NONE)
        return;
    prose_put(&text, "spawnrisk:   worst: ", worst.name, " (", level_name(worst.level), ")", NULL);
    if (worst.call != NULL)
        prose_put(&text, " by ", worst.call, *worst.command == '\0' ? "" : " of ", worst.command,
                  NULL);
    else if (worst.child != 0)
        put_count(" of child ", (uint64_t)worst.child, "");
    else
        prose_put(&text, " of a shell", NULL);
    put_number(", need ", worst.need);
    put_number(", have ", worst.have);
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
