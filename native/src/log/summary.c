/* SPDX-License-Identifier: Apache-2.0 */
/* Ten lines on standard error at the process's end: counters while it lives, text when it ends. */
#include "summary.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/clock.h"
#include "host/raw.h"

#define LEVELS 4

static const char *const codes[] = {
#define NAME_OF(code, numbers) #code,
    REASONS(NAME_OF)
#undef NAME_OF
};
static const char *const levels[LEVELS] = {"none", "notice", "warning", "critical"};

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

/* Grows line by line; what does not fit is left out. */
struct text {
    char bytes[2048];
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *text, const char *format, ...)
{
    size_t room = sizeof text->bytes - text->length;
    va_list values;
    va_start(values, format);
    int length = vsnprintf(text->bytes + text->length, room, format, values);
    va_end(values);
    if (length > 0 && (size_t)length < room)
        text->length += (size_t)length;
}

static double mib(uint64_t bytes)
{
    return (double)bytes / (1U << 20);
}

static double milliseconds(uint64_t nanoseconds)
{
    return (double)nanoseconds / 1e6;
}

static void put_mechanisms(struct text *text)
{
    for (unsigned i = 0; i < MECHANISM_COUNT; i++)
        if (counted.spawns[i] > 0)
            put(text, "spawnrisk:   by %s: %lu, the longest took %.2f ms\n",
                mechanism_name((enum mechanism)i), counted.spawns[i],
                milliseconds(counted.longest[i]));
}

static void put_reasons(struct text *text)
{
    put(text, "spawnrisk:   reasons:");
    const char *between = " ";
    for (unsigned i = 0; i < REASON_COUNT; i++)
        if (counted.reasons[i] > 0) {
            put(text, "%s%s %lu", between, codes[i], counted.reasons[i]);
            between = ", ";
        }
    put(text, "%s\n", *between == ',' ? "" : " none");
}

static void put_worst(struct text *text)
{
    if (worst_call == NULL)
        return;
    put(text, "spawnrisk:   worst: %s (%s) by %s%s%s", codes[worst.code], levels[worst.level],
        worst_call, *worst_command == '\0' ? "" : " of ", worst_command);
    const char *names[] = {"need", "have"};
    const uint64_t numbers[] = {worst.need, worst.have};
    for (unsigned i = 0; i < 2; i++) {
        if (!is_known(numbers[i]))
            continue;
        if (worst.code == REASON_FORK_STALL)
            put(text, ", %s %.1f ms", names[i], milliseconds(numbers[i]));
        else
            put(text, ", %s %.1f MiB", names[i], mib(numbers[i]));
    }
    put(text, "\n");
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

void summary_tell(unsigned long lost)
{
    unsigned long spawns = wanted ? all_spawns() : 0;
    if (spawns == 0 || !standard_error_is_the_same())
        return;
    struct text text = {.length = 0};
    put(&text, "spawnrisk: %s (pid %d) made %lu spawns in %.1f s, %lu failed\n", name,
        (int)raw_getpid(), spawns,
        (double)(clock_nanoseconds(CLOCK_MONOTONIC) - started) / NANOSECONDS, counted.failed);
    put_mechanisms(&text);
    put(&text, "spawnrisk:   risk: critical %lu, warning %lu, notice %lu, none %lu\n",
        counted.levels[LEVEL_CRITICAL], counted.levels[LEVEL_WARNING], counted.levels[LEVEL_NOTICE],
        counted.levels[LEVEL_NONE]);
    put_reasons(&text);
    put_worst(&text);
    put(&text, "spawnrisk:   largest commit charge: %.1f MiB\n", mib(counted.largest_charge));
    put(&text, "spawnrisk:   not fully assessed: %lu; events lost: %lu\n", counted.not_assessed,
        lost);
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.bytes[i] < ' ' && text.bytes[i] != '\n')
            text.bytes[i] = '?';
    (void)raw_write(STDERR_FILENO, text.bytes, text.length);
}
