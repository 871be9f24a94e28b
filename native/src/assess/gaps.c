/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which files an inspection could not read: of the machine and of the process.
 *
 * 1. Facts do not carry why they are missing, for they are read before each call. An inspection has
 *    the time to look again.
 * 2. What reasons hinge on comes first: there is room for so many.
 */
#include "gaps.h"

#include <stddef.h>
#include <string.h>

#include "host/file.h"
#include "memory/text.h"

static bool is_not_assessed(const struct inspection *inspection, enum reason_code code)
{
    return (inspection->event.risk.not_assessed & 1U << code) != 0;
}

/* The errno of reading it; 0 where it can be. */
static int error_of(const char *path)
{
    char first[2];
    ssize_t got = file_read(path, first, sizeof first);
    return got < 0 ? (int)-got : 0;
}

/* Where neither fits, what is told already has to do. */
static const char *keep(struct inspection *inspection, const char *source)
{
    static const char cut[] = "...";
    char *kept = inspection->texts + inspection->texts_used;
    size_t length = strlen(source), room = sizeof inspection->texts - inspection->texts_used;
    if (room > GAP_SOURCE_BYTES)
        room = GAP_SOURCE_BYTES;
    if (length < room)
        strcpy(kept, source);
    else if (room >= TEXT_PROCESS_PATH_BYTES)
        strcpy(stpcpy(kept, cut), source + length - (room - sizeof cut));
    else
        return NULL;
    inspection->texts_used += strlen(kept) + 1;
    return kept;
}

void gap_put(struct inspection *inspection, const char *source, const char *facts, int error)
{
    if (inspection->gap_count == MOST_GAPS)
        return;
    const char *kept = keep(inspection, source);
    if (kept != NULL)
        inspection->gaps[inspection->gap_count++] = (struct gap){facts, error, kept};
}

void gap_put_of(struct inspection *inspection, const char *source, const char *facts)
{
    gap_put(inspection, source, facts, error_of(source));
}

void gap_put_of_process(struct inspection *inspection, const char *file, const char *facts)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, inspection->event.inspected, file);
    gap_put_of(inspection, path, facts);
}

/* Opening tells who may walk, and walks over none. */
static __attribute__((noinline)) int error_of_opening(const char *path)
{
    struct lines lines;
    if (!lines_open(&lines, path))
        return -lines.fd;
    lines_close(&lines);
    return 0;
}

/* Whether the policy's answer hinges on a walk that was not made: on the largest area, or on
 * whether a charge that seems too high is (risk/commit.c). */
static bool hinges_on_areas(const struct inspection *inspection)
{
    const struct facts *facts = &inspection->event.facts;
    const struct system_facts *system = &facts->system;
    if (!is_not_assessed(inspection, REASON_COMMIT_REFUSED))
        return false;
    if (system->overcommit_policy == OVERCOMMIT_NEVER)
        return !is_not_assessed(inspection, REASON_COMMIT_NEAR);
    return system->overcommit_policy == OVERCOMMIT_GUESS && is_known(system->total) &&
           is_known(system->swap_total) && !is_known(facts->process.largest_area);
}

/* Who asked for no walk misses nothing, unless a reason does, or no walk was to be had. */
static void find_areas(struct inspection *inspection, bool walked)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    if (inspection->exact || !copies_memory(inspection->event.mechanism))
        return;
    text_process_path(path, inspection->event.inspected, "smaps");
    int error = error_of_opening(path);
    if (walked || error != 0 || hinges_on_areas(inspection))
        gap_put(inspection, path,
                "the areas: the exact charge, the largest area, what a child does not inherit",
                error);
}

struct missing {
    size_t at; /* in struct facts */
    const char *words;
};

static bool lacks(const struct inspection *inspection, const struct missing *fact)
{
    return !is_known(*(const uint64_t *)((const char *)&inspection->event.facts + fact->at));
}

#define FACT(member, words) {offsetof(struct facts, member), words}

/* Lines that each kernel's has. The name of none but huge pages' may be missing: hugetlb.c. */
static void find_in_status(struct inspection *inspection)
{
    static const struct missing lines[] = {
        FACT(process.private_anonymous, "its private anonymous memory (RssAnon)"),
        FACT(process.swap, "its private memory that is swapped out (VmSwap)"),
        FACT(process.page_tables, "its page tables (VmPTE)"),
        FACT(process.pinned, "its pinned memory (VmPin)"),
        FACT(process.rss, "its resident memory (VmRSS)"),
        FACT(process.threads, "its threads (Threads)"),
    };
    const struct facts *facts = &inspection->event.facts;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (lacks(inspection, &lines[i]))
            gap_put_of_process(inspection, "status", lines[i].words);
    if (!is_known(facts->process.commit_charge) && is_known(facts->hugetlb.copied))
        gap_put_of_process(inspection, "status", "its commit charge (VmData, VmStk)");
    if (is_bound_to_nodes(facts->process.nodes, facts->system.nodes))
        gap_put_of_process(inspection, "status",
                           "what is left on the NUMA nodes that its cpuset lets it have memory of");
}

static void put_meminfo(struct inspection *inspection, const char *facts, int error)
{
    gap_put(inspection, "/proc/meminfo", facts, error);
}

static void find_in_meminfo(struct inspection *inspection)
{
    static const struct missing lines[] = {
        FACT(system.available, "what the machine has left (MemAvailable)"),
        FACT(system.swap_free, "what is left of swap (SwapFree)"),
        FACT(system.total, "the machine's memory (MemTotal)"),
        FACT(system.swap_total, "the machine's swap (SwapTotal)"),
        FACT(system.commit_limit, "what may be promised (CommitLimit)"),
        FACT(system.committed, "what has been promised (Committed_AS)"),
    };
    bool replaced = inspection->event.facts.system.replaced;
    int error = replaced ? error_of("/proc/meminfo") : 0;
    if (replaced)
        put_meminfo(inspection,
                    "what the machine has left: a container is shown its own memory there (lxcfs)",
                    error);
    /* No line of a file that can't be read is there: one gap for all. */
    for (size_t i = replaced ? 1 : 0; error == 0 && i < sizeof lines / sizeof *lines; i++) {
        if (!lacks(inspection, &lines[i]))
            continue;
        error = error_of("/proc/meminfo");
        put_meminfo(inspection,
                    error == 0 ? lines[i].words
                               : "the machine's memory, and what is left and promised of it",
                    error);
    }
}

static void find_of_strict_policy(struct inspection *inspection)
{
    const struct facts *facts = &inspection->event.facts;
    if (!is_known(facts->system.admin_reserve))
        gap_put_of(inspection, "/proc/sys/vm/admin_reserve_kbytes",
                   "what is kept back for the administrator");
    if (!is_known(facts->system.user_reserve))
        gap_put_of(inspection, "/proc/sys/vm/user_reserve_kbytes",
                   "what is kept back for a user's other processes");
    if (!is_known(facts->system.commit_tolerance) && is_known(facts->system.total))
        gap_put_of(inspection, "/sys/devices/system/cpu/present",
                   "what each CPU may keep back of what has been promised");
    if (!is_known(facts->process.sys_admin))
        gap_put_of_process(inspection, "ns/user", "whether it may use the administrator's reserve");
}

static void find_of_guessing_policy(struct inspection *inspection)
{
    const struct system_facts *system = &inspection->event.facts.system;
    if (!is_not_assessed(inspection, REASON_COMMIT_REFUSED))
        return;
    if (!is_known(system->kernel)) {
        gap_put_of(inspection, "/proc/sys/kernel/osrelease", "by which rule the policy judges");
        return;
    }
    if (system->kernel >= KERNEL_VERSION(5, 2))
        return;
    if (!is_known(system->admin_reserve))
        gap_put_of(inspection, "/proc/sys/vm/admin_reserve_kbytes",
                   "what is kept back for the administrator");
    else
        gap_put_of(inspection, "/proc/meminfo",
                   "what a kernel before 5.2 counts as free when it judges");
}

static void find_of_policy(struct inspection *inspection)
{
    uint64_t policy = inspection->event.facts.system.overcommit_policy;
    if (policy > OVERCOMMIT_NEVER)
        gap_put_of(inspection, "/proc/sys/vm/overcommit_memory", "the overcommit policy");
    else if (policy == OVERCOMMIT_NEVER)
        find_of_strict_policy(inspection);
    else if (policy == OVERCOMMIT_GUESS)
        find_of_guessing_policy(inspection);
}

static void find_of_swap(struct inspection *inspection)
{
    static const char path[] = "/proc/swaps";
    const struct facts *facts = &inspection->event.facts;
    if (facts->system.swap_is_in_ram)
        gap_put_of(inspection, path, "what swap on zram, which is RAM, can still take");
    if (copies_memory(inspection->event.mechanism) && risk_hinges_on_swap(facts))
        gap_put_of(inspection, path,
                   "how fast swap is: the copy fits by the last part of it alone");
}

/* A folder, which nobody tried to look at: reading it as a file would tell of nothing but that. */
static void find_descriptors(struct inspection *inspection)
{
    const struct facts *facts = &inspection->event.facts;
    char path[TEXT_PROCESS_PATH_BYTES];
    if (!is_not_assessed(inspection, REASON_FD_LEAK))
        return;
    text_process_path(path, inspection->event.inspected, "fdinfo");
    gap_put(inspection, path,
            is_known(facts->descriptors.inherited)
                ? "its descriptors, of which the lowest alone were looked at"
                : "its descriptors, which are not looked at from outside",
            0);
}

void gaps_find(struct inspection *inspection, bool walked)
{
    find_areas(inspection, walked);
    gaps_find_in_memory_cgroups(inspection);
    gaps_find_of_processes(inspection);
    gaps_find_of_huge_pages(inspection);
    find_of_policy(inspection);
    find_of_swap(inspection);
    find_in_status(inspection);
    find_in_meminfo(inspection);
    find_descriptors(inspection);
}
