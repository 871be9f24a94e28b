/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many more processes there may be: pids controllers on the path, and the user's limit.
 *
 * 1. All of it takes a dozen system calls, and is looked at again where the last look is a tenth
 *    of a second old, or where as many calls as were then free until a limit is near have been
 *    made since. So a burst of calls is told in time, and pays for one look.
 * 2. The state is this process's: a child begins anew (limits_forget).
 */
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "facts.h"
#include "hidden.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/raw.h"
#include "lxcfs.h"
#include "text.h"

#define LOOK_AGAIN_NS (NANOSECONDS / 10)
#define NO_END        (INT64_MAX / 2)

static _Atomic uint64_t looked_at; /* CLOCK_MONOTONIC; 0: never */
static _Atomic int64_t calls_left; /* until a limit may be near */
static atomic_bool was_unsure;

uint64_t limits_parse_loadavg(const char *loadavg)
{
    const char *running = text_field(loadavg, 3);
    const char *all = running == NULL ? NULL : strchr(running, '/');
    return all == NULL ? UNKNOWN : text_whole_number(all + 1);
}

/* "Max processes  1000  2000  processes" (proc_pid_limits, fs/proc/base.c). */
bool limits_parse_processes(const char *line, uint64_t *limit)
{
    static const char key[] = "Max processes ";
    if (strncmp(line, key, sizeof key - 1) != 0)
        return false;
    const char *soft = line + sizeof key - 1;
    *limit = text_whole_number(soft);
    return is_known(*limit) || strncmp(soft + strspn(soft, " "), "unlimited", 9) == 0;
}

/* RLIMIT_NPROC, UINT64_MAX being none. False: not to be read. */
static bool read_rlimit(pid_t pid, uint64_t *limit)
{
    struct rlimit own = {0};
    if (pid == PROCESS_SELF) {
        int error = raw_getrlimit(RLIMIT_NPROC, &own);
        *limit = own.rlim_cur;
        return error == 0;
    }
    char path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, pid, "limits");
    struct lines lines;
    if (!lines_open(&lines, path))
        return false;
    const char *line;
    bool found = false;
    while (!found && (line = lines_next(&lines)) != NULL)
        found = limits_parse_processes(line, limit);
    lines_close(&lines);
    return found;
}

/* Calls until the limit is near: a tenth left, or one. */
static int64_t calls_until_near(uint64_t limit, uint64_t used)
{
    uint64_t margin = limits_near(limit);
    return used >= limit || limit - used <= margin ? 0 : (int64_t)(limit - used - margin);
}

static void keep_if_tighter(struct limit_facts *tightest, const struct limit_facts *limits,
                            const struct group_directory *directory)
{
    if (tightest->kind != LIMIT_NONE && calls_until_near(limits->limit, limits->used) >=
                                            calls_until_near(tightest->limit, tightest->used))
        return;
    tightest->kind = limits->kind;
    tightest->limit = limits->limit;
    tightest->used = limits->used;
    tightest->path[0] = '\0';
    if (directory != NULL)
        directory_name(directory, tightest->path, sizeof tightest->path);
}

/* Whoever limits a container does so at its root. Where no limit is there, one above may be, and no
 * file of either version tells of it. The root of all has no pids.max (pids_files,
 * kernel/cgroup/pids.c). */
static bool may_be_limited_above(struct group_directory *directory)
{
    return directory->length == directory->shortest &&
           hidden_is_below_another(directory,
                                   directory->version == 2 ? HIDDEN_NOT_ON_ROOT : "pids.max");
}

static void visit(struct group_directory *directory, void *data)
{
    struct limit_facts *tightest = data, group = {.kind = LIMIT_PIDS};
    bool readable = directory_limit(directory, "pids.max", &group.limit);
    if (!is_known(group.limit)) {
        tightest->unsure |= !readable || may_be_limited_above(directory);
        return;
    }
    group.used = directory_number(directory, "pids.current");
    if (is_known(group.used))
        keep_if_tighter(tightest, &group, directory);
    else
        tightest->unsure = true;
}

/* copy_process (kernel/fork.c) exempts root's user, whatever the namespace, and both capabilities
 * of the first one. 1, 0, or UNKNOWN. */
static uint64_t is_exempt(const struct process_facts *process, pid_t pid)
{
    if (process->user == 0 && process_has_users_of_the_machine(pid))
        return 1;
    bool may_be = process->user == 0 || process->sys_admin == 1 || process->sys_resource == 1;
    return may_be ? process_is_in_first_user_namespace(pid) : 0;
}

/* Since 5.14 (21d1c5e386bc, kernel/ucount.c) a namespace counts those of a user that live in it. */
static uint64_t counted_alone(const struct system_facts *system, pid_t pid)
{
    bool counts = is_known(system->kernel) && system->kernel >= KERNEL_VERSION(5, 14);
    return counts ? process_user_namespace_below_the_first(pid) : 0;
}

/* No file tells how many processes a user has. Where the whole machine has fewer, none need be
 * counted. */
static uint64_t used_by(const struct facts *facts, pid_t pid, uint64_t limit, bool *whole)
{
    const struct process_facts *process = &facts->process;
    char loadavg[64] = "";
    if (!lxcfs_replaces_loadavg())
        (void)file_read("/proc/loadavg", loadavg, sizeof loadavg);
    uint64_t used = limits_parse_loadavg(loadavg);
    *whole = true;
    if (!is_known(used) || calls_until_near(limit, used) == 0)
        used = user_count_threads(process->user, counted_alone(&facts->system, pid), whole);
    return is_known(process->threads) && used < process->threads ? process->threads : used;
}

static void read_user_limit(struct limit_facts *tightest, const struct facts *facts, pid_t pid)
{
    struct limit_facts user = {.kind = LIMIT_USER};
    bool whole, readable = is_known(facts->process.user) && read_rlimit(pid, &user.limit);
    uint64_t exempt = readable && user.limit != UINT64_MAX ? is_exempt(&facts->process, pid) : 1;
    tightest->unsure |= !readable;
    if (exempt == 1)
        return;
    user.used = used_by(facts, pid, user.limit, &whole);
    bool is_near = calls_until_near(user.limit, user.used) == 0;
    /* What is far is far for the exempt too. */
    tightest->unsure |= is_near ? !is_known(exempt) : !whole;
    if (is_known(exempt))
        keep_if_tighter(tightest, &user, NULL);
}

static bool is_far(uint64_t now)
{
    uint64_t then = atomic_load_explicit(&looked_at, memory_order_acquire);
    return then != 0 && now - then < LOOK_AGAIN_NS &&
           atomic_fetch_sub_explicit(&calls_left, 1, memory_order_relaxed) > 0;
}

void limits_look(struct limit_facts *limits, const struct facts *facts, pid_t pid)
{
    *limits = (struct limit_facts){.kind = LIMIT_NONE};
    bool whole = hierarchy_walk("pids", pid, visit, limits);
    limits->unsure |= !whole;
    read_user_limit(limits, facts, pid);
}

void limits_read(struct limit_facts *limits, const struct facts *facts)
{
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    if (is_far(now)) {
        *limits = (struct limit_facts){.kind = LIMIT_NONE};
        limits->unsure = atomic_load_explicit(&was_unsure, memory_order_relaxed);
        return;
    }
    limits_look(limits, facts, PROCESS_SELF);
    int64_t left =
        limits->kind == LIMIT_NONE ? NO_END : calls_until_near(limits->limit, limits->used);
    atomic_store_explicit(&was_unsure, limits->unsure, memory_order_relaxed);
    atomic_store_explicit(&calls_left, left - 1, memory_order_relaxed);
    atomic_store_explicit(&looked_at, now, memory_order_release);
}

void limits_forget(void)
{
    atomic_store_explicit(&looked_at, 0, memory_order_relaxed);
}
