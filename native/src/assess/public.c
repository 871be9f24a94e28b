/* SPDX-License-Identifier: Apache-2.0 */
/* The public C API: an inspection in the fields of spawnrisk.h. */
#include "../../include/spawnrisk.h"

#include <errno.h>
#include <string.h>

#include "event/source.h"
#include "host/stretch.h"
#include "inspect.h"
#include "memory/text.h"
#include "risk/nearest.h"

/* A caller that was compiled with the first version has these fields, and all that are here yet. */
#define FIRST_SIZE sizeof(struct spawnrisk_assessment)
/* No later version has more; what is larger was not set. */
#define LAST_SIZE 65536

#define ROOM(member)                                                                               \
    (sizeof((struct spawnrisk_assessment){0}.member) /                                             \
     sizeof((struct spawnrisk_assessment){0}.member[0]))

_Static_assert(REASON_COUNT <= ROOM(reasons) && REASON_COUNT <= ROOM(not_assessed),
               "each reason has room");
_Static_assert(MOST_GAPS <= ROOM(unread) &&
                   GAP_SOURCE_BYTES <= sizeof((struct spawnrisk_unread){0}.source),
               "each gap has room");
_Static_assert(SOURCE_BYTES <= sizeof((struct spawnrisk_reason){0}.source), "a source fits");
_Static_assert((int)LEVEL_CRITICAL == (int)SPAWNRISK_CRITICAL &&
                   (int)UNIT_NANOSECONDS == (int)SPAWNRISK_NANOSECONDS &&
                   UNKNOWN == SPAWNRISK_UNKNOWN,
               "the numbers are those that were published");

static void fill_process(struct spawnrisk_assessment *out, const struct process_facts *process)
{
    memcpy(out->name, process->name, sizeof out->name);
    out->commit_charge = process->commit_charge;
    out->largest_area = process->largest_area;
    out->copy_exposure = text_sum(process->private_anonymous, process->swap);
    out->private_anonymous = process->private_anonymous;
    out->swap = process->swap;
    out->page_tables = process->page_tables;
    out->rss = process->rss;
    out->hugetlb = process->hugetlb;
    out->pinned = process->pinned;
    out->virtual_size = process->virtual_size;
    out->threads = process->threads;
}

static void fill_system(struct spawnrisk_assessment *out, const struct system_facts *system)
{
    out->overcommit_policy = system->overcommit_policy;
    out->commit_limit = system->commit_limit;
    out->committed = system->committed;
    out->total = system->total;
    out->available = system->available;
    out->swap_total = system->swap_total;
    out->swap_free = system->swap_free;
}

static void fill_cgroup(struct spawnrisk_assessment *out, const struct cgroup_facts *cgroup)
{
    out->cgroup_version = cgroup->version;
    out->cgroup_limit = cgroup->limit;
    out->cgroup_usage = cgroup->usage;
    out->cgroup_reclaimable = cgroup->reclaimable;
    out->cgroup_swap_room = cgroup->swap_room;
    out->cgroup_oom_group = cgroup->oom_group;
    memcpy(out->cgroup_path, cgroup->path, sizeof cgroup->path);
}

static void fill_reason(struct spawnrisk_reason *out, const struct event *event,
                        const struct reason *reason)
{
    *out = (struct spawnrisk_reason){
        .code = reason_name(reason->code),
        .level = reason->level,
        .unit = reason_unit(reason->code),
        .need = reason->need,
        .have = reason->have,
    };
    source_text(out->source, event, reason->source);
}

static void fill_risk(struct spawnrisk_assessment *out, const struct inspection *inspection)
{
    const struct event *event = &inspection->event;
    out->level = event->risk.level;
    out->reason_count = event->risk.count;
    for (unsigned i = 0; i < event->risk.count; i++)
        fill_reason(&out->reasons[i], event, &event->risk.reasons[i]);
    for (unsigned code = 0; code < REASON_COUNT; code++)
        if (event->risk.not_assessed & 1U << code)
            out->not_assessed[out->not_assessed_count++] = reason_name((enum reason_code)code);
    if (inspection->has_nearest)
        fill_reason(&out->nearest, event, &inspection->nearest);
    struct reason memory;
    risk_memory(&event->facts, &memory);
    out->headroom = memory.have;
}

static void fill_unread(struct spawnrisk_assessment *out, const struct inspection *inspection)
{
    out->unread_count = inspection->gap_count;
    for (unsigned i = 0; i < inspection->gap_count; i++) {
        const struct gap *gap = &inspection->gaps[i];
        struct spawnrisk_unread *unread = &out->unread[i];
        *unread = (struct spawnrisk_unread){.facts = gap->facts, .error = gap->error};
        strcpy(unread->source, gap->source);
    }
}

static void fill(struct spawnrisk_assessment *out, int mechanism,
                 const struct inspection *inspection)
{
    const struct event *event = &inspection->event;
    uint32_t size = out->size;
    memset(out, 0xFF, size);
    memset(out, 0, sizeof *out);
    out->size = size;
    out->mechanism = (uint32_t)mechanism;
    out->copies_memory = copies_memory(event->mechanism);
    out->exact = inspection->exact;
    out->pid = event->origin.pid;
    out->start = event->origin.start;
    fill_process(out, &event->facts.process);
    fill_system(out, &event->facts.system);
    fill_cgroup(out, &event->facts.cgroup);
    fill_risk(out, inspection);
    fill_unread(out, inspection);
}

struct request {
    pid_t pid;
    int mechanism;
    const struct supposition *supposition;
    bool quick;
    struct spawnrisk_assessment *assessment;
    int error;
};

static void answer(void *argument)
{
    struct request *request = argument;
    struct inspection inspection;
    request->error = inspect(&inspection, request->pid, request->supposition, request->quick);
    if (request->error == 0)
        fill(request->assessment, request->mechanism, &inspection);
}

/* In the library's exports.map. */
__attribute__((visibility("default"))) int
spawnrisk_assess(pid_t pid, int mechanism, unsigned flags, struct spawnrisk_assessment *assessment)
{
    static const char *const calls[] = {
        [SPAWNRISK_FORK] = "fork",
        [SPAWNRISK_VFORK] = "vfork",
        [SPAWNRISK_POSIX_SPAWN] = "posix_spawn",
    };
    if (pid < 0 || mechanism < SPAWNRISK_FORK || mechanism > SPAWNRISK_POSIX_SPAWN ||
        (flags & ~SPAWNRISK_QUICK) != 0 || assessment->size < FIRST_SIZE ||
        assessment->size > LAST_SIZE)
        return EINVAL;
    struct request request = {.pid = pid,
                              .mechanism = mechanism,
                              .supposition = supposition_named(calls[mechanism]),
                              .quick = (flags & SPAWNRISK_QUICK) != 0,
                              .assessment = assessment};
    stretch_run(answer, &request);
    return request.error;
}
