/* SPDX-License-Identifier: Apache-2.0 */
/* Hands each line to file and reporter, and remembers what was lost. */
#include "log.h"

#include <errno.h>
#include <stdatomic.h>

#include "reporter.h"

static atomic_ulong lost;
static atomic_int lost_why;

int log_to(const char *path)
{
    return file_choose(path);
}

bool log_is_open(void)
{
    return file_is_chosen() || reporter_is_open();
}

static void count_loss(unsigned long lines, int why)
{
    atomic_store_explicit(&lost_why, why, memory_order_relaxed);
    atomic_fetch_add_explicit(&lost, lines, memory_order_relaxed);
}

void log_lose(int why)
{
    if (reporter_is_open())
        reporter_miss();
    if (file_is_chosen())
        count_loss(1, why);
}

static void tell_losses(const struct origin *origin)
{
    if (atomic_load_explicit(&lost, memory_order_relaxed) == 0)
        return;
    unsigned long lines = atomic_exchange_explicit(&lost, 0, memory_order_relaxed);
    if (lines == 0)
        return;
    char line[EVENT_LOSS_BYTES];
    size_t length = event_encode_loss(origin, lines, atomic_load(&lost_why), line);
    int error = file_append(origin, line, length);
    if (error != 0)
        count_loss(lines, error);
}

unsigned long log_tell_losses(int *why)
{
    struct origin origin;
    origin_read(&origin);
    tell_losses(&origin);
    *why = atomic_load_explicit(&lost_why, memory_order_relaxed);
    return atomic_load_explicit(&lost, memory_order_relaxed);
}

void log_begin_child(void)
{
    reporter_forget();
    atomic_store_explicit(&lost, 0, memory_order_relaxed);
}

static bool append(const struct origin *origin, const char *line, size_t length)
{
    if (reporter_is_open())
        reporter_offer(line, length - 1);
    if (!file_is_chosen())
        return false;
    int error = file_append(origin, line, length);
    if (error != 0)
        count_loss(1, error);
    return error == 0;
}

void log_append(const struct origin *origin, const char *line, size_t length)
{
    if (append(origin, line, length))
        tell_losses(origin);
}

void log_append_of_child(const struct origin *parent, const char *line, size_t length)
{
    (void)append(parent, line, length);
}
