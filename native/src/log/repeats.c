/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program may call fork 16,000 times at its limit. Each of these would read all facts, and write
 * a line that says the same.
 *
 * 1. The first failures of a row are events like any other: a program that tries again a few times
 *    is told in full.
 * 2. Those that follow are counted, one line a second stands for them: whoever watches sees that it
 *    goes on.
 * 3. A row is never given back, so that who counts needs no lock against who takes. There are few
 *    call sites that fail so; where all rows are taken nothing is folded.
 * 4. What a runtime tells of the caller (a Java stack) is gone when the row's last line is written:
 *    such calls are not folded.
 */
#include "repeats.h"

#include <stdatomic.h>
#include <string.h>

#include "host/hot.h"

#define ROWS          16
#define TOLD_IN_FULL  8
#define LINE_EVERY_NS 1000000000U
#define BEING_FILLED  1U
#define FNV_OFFSET    0xcbf29ce484222325U
#define FNV_PRIME     0x100000001b3U

struct row {
    _Atomic uint64_t site; /* 0: free */
    atomic_int error;
    atomic_uint told; /* failures in a row that had a line */
    _Atomic uint64_t last_line;
    const char *call;
    enum mechanism mechanism;
    uint64_t clone_flags;
    char command[sizeof((struct event){0}).command];
};

static struct row rows[ROWS];
/* Failures of each row since its last line. */
static HOT _Atomic uint64_t awaiting[ROWS];
static atomic_bool any_row;

/* FNV-1a. */
static uint64_t add_text(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * FNV_PRIME;
    return (hash ^ 0xff) * FNV_PRIME;
}

static uint64_t site_of(const struct event *event)
{
    uint64_t hash = add_text(add_text(FNV_OFFSET, event->call), event->command);
    return hash <= BEING_FILLED ? FNV_OFFSET : hash;
}

static struct row *find(uint64_t site)
{
    for (unsigned i = 0; i < ROWS; i++)
        if (atomic_load_explicit(&rows[i].site, memory_order_acquire) == site)
            return &rows[i];
    return NULL;
}

/* Two threads may fill a row each for one site: the second is not found again. */
static struct row *fill(uint64_t site, const struct event *event)
{
    for (unsigned i = 0; i < ROWS; i++) {
        struct row *row = &rows[i];
        uint64_t free = 0;
        if (!atomic_compare_exchange_strong(&row->site, &free, BEING_FILLED))
            continue;
        row->call = event->call;
        row->mechanism = event->mechanism;
        row->clone_flags = event->clone_flags;
        memcpy(row->command, event->command, sizeof row->command);
        atomic_store_explicit(&row->site, site, memory_order_release);
        atomic_store_explicit(&any_row, true, memory_order_release);
        return row;
    }
    return NULL;
}

struct row *repeats_expected(const struct event *event)
{
    if (event->context != NULL || !atomic_load_explicit(&any_row, memory_order_acquire))
        return NULL;
    struct row *row = find(site_of(event));
    if (row == NULL || atomic_load(&row->told) < TOLD_IN_FULL)
        return NULL;
    return event->time_ns - atomic_load(&row->last_line) < LINE_EVERY_NS ? row : NULL;
}

bool repeats_continued(struct row *row, const struct event *event)
{
    if (event->outcome.error == 0 || event->outcome.error != atomic_load(&row->error))
        return false;
    atomic_fetch_add(&awaiting[row - rows], 1);
    return true;
}

uint64_t repeats_take(const struct event *event, int *error)
{
    int now = event->outcome.error;
    if (event->context != NULL)
        return 0;
    if (now == 0 && !atomic_load_explicit(&any_row, memory_order_acquire))
        return 0;
    uint64_t site = site_of(event);
    struct row *row = find(site);
    if (row == NULL && now != 0)
        row = fill(site, event);
    if (row == NULL)
        return 0;
    *error = atomic_exchange(&row->error, now);
    if (now == 0 || now != *error)
        atomic_store(&row->told, 0);
    if (now != 0)
        atomic_fetch_add(&row->told, 1);
    atomic_store(&row->last_line, event->time_ns);
    return atomic_exchange(&awaiting[row - rows], 0);
}

bool repeats_await(void)
{
    uint64_t count = 0;
    for (unsigned i = 0; atomic_load_explicit(&any_row, memory_order_acquire) && i < ROWS; i++)
        count += atomic_load_explicit(&awaiting[i], memory_order_relaxed);
    return count > 0;
}

bool repeats_next(struct event *event)
{
    for (unsigned i = 0; i < ROWS; i++) {
        struct row *row = &rows[i];
        uint64_t count = atomic_exchange(&awaiting[i], 0);
        if (count == 0)
            continue;
        event->call = row->call;
        event->mechanism = row->mechanism;
        event->clone_flags = row->clone_flags;
        memcpy(event->command, row->command, sizeof event->command);
        event->argument_count = -1;
        event->outcome =
            (struct outcome){.error = atomic_load(&row->error), .duration_ns = UNKNOWN};
        event->repeats = count;
        return true;
    }
    return false;
}

void repeats_forget(void)
{
    for (unsigned i = 0; i < ROWS; i++) {
        atomic_store(&awaiting[i], 0);
        atomic_store(&rows[i].told, 0);
    }
}
