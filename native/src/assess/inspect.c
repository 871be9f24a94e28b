/* SPDX-License-Identifier: Apache-2.0 */
/* What if a process forked now? Facts and risk of a call that nobody makes. */
#include "inspect.h"

#include <errno.h>
#include <string.h>

#include "host/clock.h"
#include "host/file.h"
#include "host/raw.h"
#include "memory/areas.h"
#include "memory/candidate.h"
#include "memory/room.h"
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

/* The errno of reading it; 0 where it can be. */
static int error_of(const char *path)
{
    char first[2];
    ssize_t got = file_read(path, first, sizeof first);
    return got < 0 ? (int)-got : 0;
}

static void put_gap(struct inspection *inspection, const char *source, const char *facts, int error)
{
    if (inspection->gap_count == MOST_GAPS)
        return;
    struct gap *gap = &inspection->gaps[inspection->gap_count++];
    strcpy(gap->source, source);
    gap->facts = facts;
    gap->error = error;
}

static void add_gap_at(struct inspection *inspection, const char *source, const char *facts)
{
    put_gap(inspection, source, facts, error_of(source));
}

static void add_gap(struct inspection *inspection, const char *file, const char *facts)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, inspection->event.inspected, file);
    add_gap_at(inspection, path, facts);
}

/* A folder, which nobody tried to look at: reading it as a file would tell of nothing but that. */
static void add_gap_of_descriptors(struct inspection *inspection)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, inspection->event.inspected, "fdinfo");
    put_gap(inspection, path, "its descriptors, which are not looked at from outside", 0);
}

static void add_gaps(struct inspection *inspection, bool walked)
{
    const struct facts *facts = &inspection->event.facts;
    if (walked && !inspection->exact)
        add_gap(inspection, "smaps",
                "the areas: the exact charge, the largest area, what a child does not inherit");
    if (facts->cgroup.unseen)
        add_gap(inspection, "cgroup", "a memory cgroup that it is in: there may be a tighter one");
    if (facts->system.replaced)
        add_gap_at(inspection, "/proc/meminfo",
                   "what the machine has left: a container is shown its own memory there (lxcfs)");
    if (is_bound_to_nodes(facts->process.nodes, facts->system.nodes))
        add_gap(inspection, "status",
                "what is left on the NUMA nodes that its cpuset lets it have memory of");
    if (facts->system.swap_is_in_ram)
        add_gap_at(inspection, "/proc/swaps", "what swap on zram, which is RAM, can still take");
    if (!is_known(facts->system.available) && !facts->system.replaced)
        add_gap_at(inspection, "/proc/meminfo", "what the machine has left");
    if (facts->limits.unsure)
        add_gap(inspection, "limits", "how many more processes its user or pids cgroup may have");
    if (!is_known(facts->hugetlb.copied))
        add_gap(inspection, "maps", "its private huge pages");
    else if (facts->hugetlb.copied != 0 && !is_known(facts->hugetlb.free))
        add_gap_at(inspection, "/proc/meminfo", "how many huge pages of which size are free");
    if (!is_known(facts->process.pinned))
        add_gap(inspection, "status", "its pinned memory");
    if (facts->system.overcommit_policy == OVERCOMMIT_NEVER && !is_known(facts->process.sys_admin))
        add_gap(inspection, "ns/user", "whether it may use the administrator's reserve");
    if (facts->passes_descriptors && !is_known(facts->descriptors.inherited))
        add_gap_of_descriptors(inspection);
}

/* What hinges on no fact: a copy that fits by swap that may be too slow (risk/assess.c). */
static void add_doubt(struct inspection *inspection)
{
    if (inspection->event.risk.not_assessed != 0 && inspection->gap_count == 0)
        add_gap_at(inspection, "/proc/swaps",
                   "how fast swap is: the copy fits by the last part of it alone");
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
    facts->launching_pipes = 0;
    facts->descriptors = (struct descriptor_facts){.inherited = UNKNOWN};
    int found[DESCRIPTORS_FOUND];
    if (pid == PROCESS_SELF && supposition->passes_descriptors)
        (void)descriptors_look(&facts->descriptors, found);
}

static int why_not(const struct candidate *candidate)
{
    if (candidate->is_kernels)
        return EOPNOTSUPP;
    return candidate->has_ended ? ECHILD : 0;
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
        return after.has_ended ? ECHILD : ESRCH;
    risk_assess(event->mechanism, &event->facts, NULL, &event->risk);
    inspection->has_nearest = risk_nearest(event->mechanism, &event->facts, &inspection->nearest);
    add_gaps(inspection, walks);
    add_doubt(inspection);
    return 0;
}
