/* SPDX-License-Identifier: Apache-2.0 */
/* The facts and the risk of an event as JSON; what could not be read is left out. */
#include "facts_json.h"

#include <stddef.h>
#include <string.h>
#include <sys/auxv.h>

#include "risk/assess.h"
#include "source.h"

/* Kept free behind what is left out first: for the JVM's figures, and for more reasons. */
#define BEHIND_RISK_BYTES 800
#define BEHIND_HIGH_BYTES 1600

static void put_process(struct json *json, const struct process_facts *process)
{
    json_open(json, "memory", '{');
    json_number(json, "commit_charge", process->commit_charge);
    json_number(json, "largest_area", process->largest_area);
    json_number(json, "rss", process->rss);
    json_number(json, "private_anonymous", process->private_anonymous);
    json_number(json, "swap", process->swap);
    json_number(json, "page_tables", process->page_tables);
    json_number(json, "hugetlb", process->hugetlb);
    json_number(json, "pinned", process->pinned);
    json_number(json, "virtual_size", process->virtual_size);
    if (process->exact)
        json_bool(json, "exact", true);
    json_close(json, '}');
}

static void put_system(struct json *json, const struct facts *facts)
{
    const struct system_facts *system = &facts->system;
    json_open(json, "system", '{');
    json_number(json, "overcommit_policy", system->overcommit_policy);
    json_number(json, "commit_limit", system->commit_limit);
    json_number(json, "committed", system->committed);
    json_number(json, "commit_reserves", commit_reserves(facts));
    json_number(json, "total", system->total);
    json_number(json, "available", system->available);
    json_number(json, "swap_total", system->swap_total);
    json_number(json, "swap_free", system->swap_free);
    json_number(json, "anonymous_huge", system->anonymous_huge);
    json_close(json, '}');
}

static void put_cgroup(struct json *json, const struct cgroup_facts *cgroup)
{
    if (cgroup->version == 0)
        return;
    json_open(json, "cgroup", '{');
    json_number(json, "version", cgroup->version);
    source_group_json(json, "path", "", cgroup->path, "");
    if (cgroup->with_swap)
        json_bool(json, "with_swap", true);
    json_number(json, "limit", cgroup->limit);
    json_number(json, "usage", cgroup->usage);
    json_number(json, "reclaimable", cgroup->reclaimable);
    json_number(json, "swap_room", cgroup->swap_room);
    if (is_known(cgroup->oom_group))
        json_bool(json, "oom_group", cgroup->oom_group != 0);
    json_number(json, "high", cgroup->high);
    json_number(json, "high_used", cgroup->high_used);
    json_close(json, '}');
}

static void put_descriptors(struct json *json, const struct event *event)
{
    const struct descriptor_facts *descriptors = &event->facts.descriptors;
    json_number(json, "inherited_descriptors", descriptors->inherited);
    if (!is_known(descriptors->inherited))
        return;
    if (descriptors->partial)
        json_bool(json, "inherited_descriptors_partial", true);
    if (descriptors->inherited == 0 || event->facts.launching_pipes != 0)
        return;
    char example[SOURCE_BYTES];
    source_descriptor(example, event);
    json_string(json, "inherited_example", example, SOURCE_EXAMPLE_BYTES);
}

static void put_source(struct json *json, const struct event *event, enum source source)
{
    if (source == SOURCE_HIGH && json_room(json) < SOURCE_GROUP_BYTES + BEHIND_HIGH_BYTES) {
        json_name(json, "source", "cgroup (path left out) memory.high");
        json->cut = true;
        return;
    }
    source_json(json, event, source);
}

static void put_risk(struct json *json, const struct event *event)
{
    const struct risk *risk = &event->risk;
    json_open(json, "risk", '{');
    json_name(json, "level", level_name(risk->level));
    json_open(json, "reasons", '[');
    for (unsigned i = 0; i < risk->count; i++) {
        const struct reason *reason = &risk->reasons[i];
        json_open(json, NULL, '{');
        json_name(json, "code", reason_name(reason->code));
        json_name(json, "level", level_name(reason->level));
        json_number(json, "need", reason->need);
        json_number(json, "have", reason->have);
        put_source(json, event, reason->source);
        json_close(json, '}');
    }
    json_close(json, ']');
    if (risk->not_assessed != 0)
        json_open(json, "not_assessed", '[');
    for (unsigned code = 0; code < REASON_COUNT; code++)
        if (risk->not_assessed & 1U << code)
            json_name(json, NULL, reason_name((enum reason_code)code));
    if (risk->not_assessed != 0)
        json_close(json, ']');
    json_close(json, '}');
}

/* A huge page faults once; its size is what one page of page table entries maps. */
static uint64_t pages_to_fault_again(const struct facts *facts)
{
    uint64_t bytes = facts->process.private_anonymous;
    if (!is_known(bytes))
        return UNKNOWN;
    uint64_t page = getauxval(AT_PAGESZ);
    uint64_t huge = bytes_in_huge_pages(bytes, &facts->system);
    return (bytes - huge) / page + huge / (page / sizeof(uint64_t) * page);
}

static void put_learned(struct json *json, const struct learned_facts *learned)
{
    static const struct {
        const char *name;
        size_t at;
    } figures[] = {
        {"children", offsetof(struct learned_facts, children)},
        {"no_exec", offsetof(struct learned_facts, no_exec)},
        {"copied", offsetof(struct learned_facts, copied)},
        {"peak_rss", offsetof(struct learned_facts, peak_rss)},
        {"window_ns", offsetof(struct learned_facts, window_ns)},
    };
    const struct learned_facts nothing = {0};
    if (memcmp(learned, &nothing, sizeof nothing) == 0)
        return;
    json_open(json, "earlier", '{');
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        uint64_t figure = *(const uint64_t *)((const char *)learned + figures[i].at);
        if (figure != 0)
            json_number(json, figures[i].name, figure);
    }
    json_close(json, '}');
}

static void put_living(struct json *json, const struct living_facts *living)
{
    if (living->copies == 0)
        return;
    json_open(json, "living_copies", '{');
    json_number(json, "count", living->copies);
    json_number(json, "uncopied", living->uncopied);
    json_close(json, '}');
}

/* Where a stop was foreseen by it; of one that was measured it says nothing. */
static void put_stall_rate(struct json *json, const struct event *event)
{
    bool is_foreseen = false;
    for (unsigned i = 0; i < event->risk.count; i++)
        is_foreseen |= event->risk.reasons[i].source == SOURCE_EARLIER_FORKS;
    if (is_foreseen && json_room(json) >= BEHIND_RISK_BYTES)
        json_number(json, "stall_rate", event->facts.stall_rate);
    else
        json->cut |= is_foreseen;
}

void facts_json(struct json *json, const struct event *event)
{
    const struct process_facts *process = &event->facts.process;
    put_process(json, process);
    put_system(json, &event->facts);
    put_cgroup(json, &event->facts.cgroup);
    json_number(json, "threads", process->threads);
    put_descriptors(json, event);
    put_learned(json, &event->facts.learned);
    put_living(json, &event->facts.living);
    if (copies_memory(event->mechanism))
        json_number(json, "pages_to_fault_again", pages_to_fault_again(&event->facts));
    put_risk(json, event);
    put_stall_rate(json, event);
}
