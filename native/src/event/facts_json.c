/* SPDX-License-Identifier: Apache-2.0 */
/* The facts and the risk of an event as JSON; what could not be read is left out. */
#include "facts_json.h"

#include <string.h>
#include <sys/auxv.h>

#include "host/errno_name.h"
#include "host/number.h"
#include "memory/text.h"

/* The most that a cgroup's path may take of the line, escapes included. */
#define PATH_BYTES 256
/* The same for what an example of a descriptor is. */
#define EXAMPLE_BYTES 80

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
    json_close(json, '}');
}

static void put_system(struct json *json, const struct system_facts *system)
{
    json_open(json, "system", '{');
    json_number(json, "overcommit_policy", system->overcommit_policy);
    json_number(json, "commit_limit", system->commit_limit);
    json_number(json, "committed", system->committed);
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
    json_string(json, "path", cgroup->path, PATH_BYTES);
    json_number(json, "limit", cgroup->limit);
    json_number(json, "usage", cgroup->usage);
    json_number(json, "reclaimable", cgroup->reclaimable);
    json_number(json, "swap_room", cgroup->swap_room);
    if (is_known(cgroup->oom_group))
        json_bool(json, "oom_group", cgroup->oom_group != 0);
    json_close(json, '}');
}

static void put_group_source(struct json *json, const char *path, const char *file)
{
    char text[sizeof "cgroup  memory.limit_in_bytes" + sizeof((struct cgroup_facts){0}).path] =
        "cgroup ";
    strcat(text, path);
    strcat(text, file);
    json_string(json, "source", text, PATH_BYTES + sizeof "cgroup  memory.limit_in_bytes");
}

/* Such as "pipe 7" or "file 8 (passwd)": of a path only the name, as of a program. */
static void put_descriptor(struct json *json, const char *key, const struct event *event)
{
    static const char *const kinds[] = {
        [DESCRIPTOR_LISTENING_SOCKET] = "listening socket ",
        [DESCRIPTOR_PIPE] = "pipe ",
        [DESCRIPTOR_SOCKET] = "socket ",
        [DESCRIPTOR_FILE] = "file ",
        [DESCRIPTOR_OTHER] = "descriptor ",
    };
    const struct descriptor_facts *descriptors = &event->facts.descriptors;
    char text[sizeof "listening socket 2147483647 ()" + sizeof descriptors->path];
    char *at = stpcpy(text, kinds[descriptors->kind]);
    at = number_put(at, (unsigned)descriptors->example);
    *at = '\0';
    const char *name = strrchr(descriptors->path, '/');
    name = name == NULL || event->arguments != NULL ? descriptors->path : name + 1;
    if (*name != '\0')
        strcpy(stpcpy(stpcpy(at, " ("), name), ")");
    json_string(json, key, text, EXAMPLE_BYTES);
}

static void put_descriptors(struct json *json, const struct event *event)
{
    const struct descriptor_facts *descriptors = &event->facts.descriptors;
    json_number(json, "inherited_descriptors", descriptors->inherited);
    if (!is_known(descriptors->inherited))
        return;
    if (descriptors->partial)
        json_bool(json, "inherited_descriptors_partial", true);
    if (descriptors->inherited > 0)
        put_descriptor(json, "inherited_example", event);
}

static void put_source(struct json *json, const struct event *event, enum source source)
{
    static const char *const names[] = {
        [SOURCE_COMMIT_LIMIT] = "/proc/meminfo CommitLimit",
        [SOURCE_RAM_AND_SWAP] = "/proc/meminfo MemTotal+SwapTotal",
        [SOURCE_AVAILABLE] = "/proc/meminfo MemAvailable+SwapFree",
        [SOURCE_PAGE_TABLES] = "/proc/self/status VmPTE",
        [SOURCE_MEASURED] = "measured",
        [SOURCE_USER_LIMIT] = "RLIMIT_NPROC",
        [SOURCE_HUGE_PAGES] = "/proc/meminfo HugePages_Free-HugePages_Rsvd",
        [SOURCE_PINNED] = "/proc/self/status VmPin",
    };
    const struct facts *facts = &event->facts;
    const char *error = errno_name(event->outcome.error);
    if (source == SOURCE_ERRNO)
        json_name(json, "source", error == NULL ? "errno" : error);
    else if (source == SOURCE_CGROUP)
        put_group_source(json, facts->cgroup.path,
                         facts->cgroup.version == 2 ? " memory.max" : " memory.limit_in_bytes");
    else if (source == SOURCE_PIDS)
        put_group_source(json, facts->limits.path, " pids.max");
    else if (source == SOURCE_DESCRIPTOR)
        put_descriptor(json, "source", event);
    else
        json_name(json, "source", names[source]);
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

void facts_json(struct json *json, const struct event *event)
{
    const struct process_facts *process = &event->facts.process;
    put_process(json, process);
    put_system(json, &event->facts.system);
    put_cgroup(json, &event->facts.cgroup);
    json_number(json, "threads", process->threads);
    put_descriptors(json, event);
    if (copies_memory(event->mechanism))
        json_number(json, "pages_to_fault_again", pages_to_fault_again(&event->facts));
    put_risk(json, event);
}
