/* SPDX-License-Identifier: Apache-2.0 */
/* What if a process forked now? Facts and risk of a call that nobody makes. */
#include "inspect.h"

#include <errno.h>
#include <string.h>

#include "gaps.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/raw.h"
#include "memory/areas.h"
#include "memory/candidate.h"
#include "memory/room.h"
#include "memory/text.h"
#include "risk/nearest.h"

const struct supposition *supposition_named(const char *call)
{
    static const struct supposition all[] = {
        {"fork", MECHANISM_FORK, false},
        {"vfork", MECHANISM_VFORK, false},
        {"posix_spawn", MECHANISM_VFORK, true},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(call, all[i].call) == 0)
            return &all[i];
    return NULL;
}

static void read_facts(struct facts *facts, pid_t pid, const struct supposition *supposition)
{
    process_read(&facts->process, pid);
    facts->stall_rate = 0;
    facts->learned = (struct learned_facts){0};
    system_read(&facts->system);
    cgroup_read(&facts->cgroup, &facts->oom_kills, &facts->system, pid, true);
    room_read(facts, pid);
    limits_look(&facts->limits, facts, pid);
    hugetlb_read(&facts->hugetlb, &facts->process, pid);
    if (facts->system.overcommit_policy == OVERCOMMIT_NEVER && facts->process.sys_admin == 1)
        facts->process.sys_admin = process_is_in_first_user_namespace(pid);
    facts->passes_descriptors = supposition->passes_descriptors;
    facts->closes_streams = false;
    facts->launching_pipes = 0;
    facts->descriptors = (struct descriptor_facts){.inherited = UNKNOWN};
    int found[DESCRIPTORS_FOUND], from = 0;
    if (pid == PROCESS_SELF && supposition->passes_descriptors)
        (void)descriptors_look(&facts->descriptors, found, &from, false);
}

static int why_not(const struct candidate *candidate)
{
    if (candidate->is_kernels)
        return EOPNOTSUPP;
    return candidate->has_ended ? ECHILD : 0;
}

/* A process whose memory is gone, though it has not ended, is about to; others may be hidden. */
static __attribute__((noinline)) int why_no_memory(pid_t pid)
{
    char path[TEXT_PROCESS_PATH_BYTES], first[2];
    text_process_path(path, pid, "status");
    ssize_t got = file_read(path, first, sizeof first);
    return got < 0 && got != -ENOENT ? (int)-got : ESRCH;
}

int inspect(struct inspection *inspection, pid_t pid, const struct supposition *supposition,
            bool quick)
{
    struct candidate before, after;
    struct event *event = &inspection->event;
    int error = candidate_read(&before, pid);
    if (error != 0 || why_not(&before) != 0)
        return error != 0 ? error : why_not(&before);
    *inspection = (struct inspection){.event = {.time_ns = clock_nanoseconds(CLOCK_REALTIME)}};
    event->inspected = pid == 0 || before.pid == raw_getpid() ? PROCESS_SELF : before.pid;
    event->origin = (struct origin){.pid = before.pid, .tid = before.pid, .start = before.start};
    event->call = supposition->call;
    event->mechanism = supposition->mechanism;
    event->argument_count = -1;
    read_facts(&event->facts, event->inspected, supposition);
    bool walks = !quick && copies_memory(event->mechanism);
    inspection->exact = walks && areas_take(&event->facts, event->inspected);
    /* Its number may be another process's by now, and part of this that one's. */
    if (candidate_read(&after, before.pid) != 0 || after.start != before.start)
        return ESRCH;
    if (why_not(&after) != 0 || !is_known(event->facts.process.virtual_size))
        return after.has_ended ? ECHILD : why_no_memory(before.pid);
    risk_assess(event->mechanism, &event->facts, NULL, &event->risk);
    inspection->has_nearest = risk_nearest(event->mechanism, &event->facts, &inspection->nearest);
    gaps_find(inspection, walks);
    return 0;
}
