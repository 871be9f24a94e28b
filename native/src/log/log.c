/* SPDX-License-Identifier: Apache-2.0 */
/* Hands each line to file and reporter, and remembers what was lost. */
#include "log.h"

#include <errno.h>
#include <stdatomic.h>

#include "host/clock.h"
#include "host/high.h"
#include "host/raw.h"
#include "reporter.h"
#include "summary.h"

static atomic_ulong lost;
static atomic_int lost_why;
/* Lines lost in all, for the summary. */
static atomic_ulong lost_in_all;
/* When a loss was last told, and of what cause it was. */
static _Atomic uint64_t losses_told;
static atomic_int losses_told_why;
static pid_t only_in; /* 0: in all */
static atomic_bool is_closed;

/*
 * What copies of this process could not tell before they ended or ran another program. They share
 * this page with it, and no program that they run does.
 */
static struct left_behind {
    atomic_ulong lines;
    atomic_int why;
    atomic_bool is_final; /* the first process has ended: nobody will tell it any more */
    pid_t first;
} *left_behind;

static void share_losses(void)
{
    void *page = left_behind == NULL ? raw_map(sizeof *left_behind, MAP_SHARED) : NULL;
    if (page == NULL)
        return;
    left_behind = page;
    left_behind->first = raw_getpid();
}

int log_to(const char *path)
{
    share_losses();
    high_make_room();
    return file_choose(0, path);
}

int log_for(unsigned guest, const char *path)
{
    share_losses();
    return file_choose(1 + guest, path);
}

void log_leave(unsigned guest)
{
    file_forget(1 + guest);
}

void log_only_in(pid_t pid)
{
    only_in = pid;
}

void log_close(void)
{
    atomic_store(&is_closed, true);
}

void log_open_again(void)
{
    atomic_store(&is_closed, false);
}

bool log_is_open(void)
{
    if (atomic_load_explicit(&is_closed, memory_order_relaxed))
        return false;
    if (only_in != 0 && only_in != raw_getpid())
        return false;
    return file_is_chosen() || reporter_is_open() || summary_is_wanted();
}

static void count_loss(unsigned long lines, int why)
{
    atomic_store_explicit(&lost_why, why, memory_order_relaxed);
    atomic_fetch_add_explicit(&lost, lines, memory_order_relaxed);
}

static void lose(int why)
{
    atomic_fetch_add_explicit(&lost_in_all, 1, memory_order_relaxed);
    count_loss(1, why);
}

void log_lose(int why)
{
    if (reporter_is_open())
        reporter_miss();
    if (file_is_chosen())
        lose(why);
}

static bool has_left_behind(void)
{
    return left_behind != NULL &&
           atomic_load_explicit(&left_behind->lines, memory_order_relaxed) > 0;
}

static void take_what_was_left(const struct origin *origin)
{
    if (has_left_behind() && left_behind->first == origin->pid)
        count_loss(atomic_exchange(&left_behind->lines, 0), atomic_load(&left_behind->why));
}

/* Where lines are lost by turns with others that are not, each would be followed by such a line. */
static bool were_told_just_now(void)
{
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC), then = atomic_load(&losses_told);
    if (now - then < NANOSECONDS && atomic_load(&losses_told_why) == atomic_load(&lost_why))
        return true;
    atomic_store(&losses_told, now);
    atomic_store(&losses_told_why, atomic_load(&lost_why));
    return false;
}

static void tell_losses(const struct origin *origin, bool at_end)
{
    take_what_was_left(origin);
    if (atomic_load_explicit(&lost, memory_order_relaxed) == 0 || (!at_end && were_told_just_now()))
        return;
    unsigned long lines = atomic_exchange_explicit(&lost, 0, memory_order_relaxed);
    if (lines == 0)
        return;
    char line[EVENT_LOSS_BYTES];
    size_t length = event_encode_loss(origin, lines, atomic_load(&lost_why), line);
    enum telling telling;
    int error = file_append(origin, line, length, &telling);
    if (error == 0)
        return;
    atomic_store(&losses_told_why, 0);
    count_loss(lines, error);
}

/* False: there is nobody who would tell it. */
static bool leave_behind(const struct origin *origin)
{
    if (left_behind == NULL || left_behind->first == origin->pid ||
        atomic_load(&left_behind->is_final))
        return false;
    atomic_store(&left_behind->why, atomic_load(&lost_why));
    atomic_fetch_add(&left_behind->lines, atomic_exchange(&lost, 0));
    return true;
}

unsigned long log_end(int *why)
{
    struct origin origin;
    if (left_behind != NULL && left_behind->first == raw_getpid())
        atomic_store(&left_behind->is_final, true);
    if (!log_has_losses())
        return 0;
    origin_read(&origin);
    tell_losses(&origin, true);
    if (leave_behind(&origin))
        return 0;
    *why = atomic_load_explicit(&lost_why, memory_order_relaxed);
    return atomic_load_explicit(&lost, memory_order_relaxed);
}

bool log_has_losses(void)
{
    return atomic_load_explicit(&lost, memory_order_relaxed) > 0 || has_left_behind();
}

void log_run_another(const struct origin *origin)
{
    if (log_has_losses())
        (void)leave_behind(origin);
}

unsigned long log_lost_in_all(void)
{
    return atomic_load(&lost_in_all);
}

void log_begin_child(void)
{
    reporter_forget();
    summary_forget();
    atomic_store_explicit(&lost_in_all, 0, memory_order_relaxed);
    atomic_store_explicit(&lost, 0, memory_order_relaxed);
    atomic_store(&losses_told_why, 0);
}

static bool append(const struct origin *origin, const char *line, size_t length,
                   volatile enum telling *telling)
{
    if (reporter_is_open())
        reporter_offer(line, length - 1);
    if (!file_is_chosen()) {
        *telling = TELLING_IS_OVER;
        return false;
    }
    int error = file_append(origin, line, length, telling);
    *telling = TELLING_IS_OVER;
    if (error != 0)
        lose(error);
    return error == 0;
}

void log_append_noting(const struct origin *origin, const char *line, size_t length,
                       volatile enum telling *telling)
{
    if (append(origin, line, length, telling))
        tell_losses(origin, false);
}

void log_append(const struct origin *origin, const char *line, size_t length)
{
    enum telling telling;
    log_append_noting(origin, line, length, &telling);
}

void log_append_of_child(const struct origin *parent, const char *line, size_t length)
{
    enum telling telling;
    (void)append(parent, line, length, &telling);
}
