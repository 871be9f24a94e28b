/* SPDX-License-Identifier: Apache-2.0 */
/* What speaks for it that the OOM killer ended a child. */
#include "oom_evidence.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

#include "host/clock.h"
#include "kills.h"
#include "memory/kernel_log.h"
#include "oom_ledger.h"

/* Kills on the whole machine when this process last looked, before that, and since when it has
 * known of the last ones: a child that was made afterwards has seen none. */
static _Atomic uint64_t machine_kills = UNKNOWN;
static _Atomic uint64_t earlier_kills = UNKNOWN;
static _Atomic uint64_t known_since;

void oom_watch(void)
{
    static atomic_bool watches;
    if (!atomic_load_explicit(&watches, memory_order_relaxed) && !atomic_exchange(&watches, true))
        atomic_store(&machine_kills, oom_kills_of_machine());
}

static void look_at_machine(struct oom_signs *signs, uint64_t child_started)
{
    uint64_t now = oom_kills_of_machine(), known = atomic_load(&machine_kills);
    if (now != known && atomic_compare_exchange_strong(&machine_kills, &known, now)) {
        atomic_store(&earlier_kills, known);
        atomic_store(&known_since, clock_nanoseconds(CLOCK_MONOTONIC));
    }
    signs->machine_after = now;
    signs->machine_before =
        child_started < atomic_load(&known_since) ? atomic_load(&earlier_kills) : now;
}

/* Whether the log may name the child: 1.5 ms, and not for what it can't say, while nobody was
 * killed or of a child whose pid is not known. True: it names as many others as were killed
 * meanwhile. */
static bool log_names_others(struct oom_signs *signs, const struct child *child)
{
    uint64_t rise = UNKNOWN, others = 0;
    if (is_known(signs->machine_after) && is_known(signs->machine_before))
        rise = signs->machine_after - signs->machine_before;
    signs->named =
        rise != 0 && child->pid > 0 && kernel_log_names(child->pid, child->started, &others);
    return !signs->named && others > 0 && others >= rise;
}

/* Read for a killed child only: the reader waits for it. */
enum oom_evidence oom_evidence(const struct child *child, int status)
{
    struct oom_signs signs;
    struct cgroup_facts cgroup;
    struct oom_kills now;
    const struct system_facts system = {.swap_free = 0};
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
        return OOM_NONE;
    bool sent_by_us = child->killed || kills_of_everyone(child->started);
    cgroup_read(&cgroup, &now, &system, PROCESS_SELF, false);
    look_at_machine(&signs, child->started);
    bool may_be_it = !log_names_others(&signs, child) && (signs.named || !sent_by_us);
    /* One that is named takes a kill too: nobody else is to be told that he died of it. */
    signs.counted = may_be_it && oom_ledger_takes(&child->oom_kills, &now);
    return risk_oom_killed(status, sent_by_us, &signs);
}
