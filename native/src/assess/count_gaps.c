/* SPDX-License-Identifier: Apache-2.0 */
/* Which file about the number of processes or of huge pages could not be read. */
#include "host/file.h"
#include "host/raw.h"
#include "look.h"
#include "memory/hugetlb.h"
#include "memory/text.h"

static void visit_pids(struct group_directory *directory, void *data)
{
    struct look *look = data;
    static const char facts[] = "how many more processes a pids cgroup that it is in may have";
    bool found = look->found;
    look->found = false;
    if (is_known(look_limit(look, directory, "pids.max", facts)))
        look_number(look, directory, "pids.current", facts);
    else if (!look->found && directory->length == directory->shortest)
        look->is_above = hidden_is_below_another(
            directory, directory->version == 2 ? HIDDEN_NOT_ON_ROOT : "pids.max");
    look->found |= found;
}

/* UINT64_MAX being none. False: not to be read; of the process itself it always can. */
static __attribute__((noinline)) bool read_user_limit(pid_t pid, uint64_t *limit)
{
    struct rlimit own = {0};
    char path[TEXT_PROCESS_PATH_BYTES];
    struct lines lines;
    const char *line;
    bool found = false;
    if (pid == PROCESS_SELF) {
        bool known = raw_getrlimit(RLIMIT_NPROC, &own) == 0;
        *limit = own.rlim_cur;
        return known;
    }
    text_process_path(path, pid, "limits");
    if (!lines_open(&lines, path))
        return false;
    while (!found && (line = lines_next(&lines)) != NULL)
        found = limits_parse_processes(line, limit);
    lines_close(&lines);
    return found;
}

/* As memory/limits.c has it: the capabilities and root exempt in the first namespace alone. */
static bool may_be_exempt(const struct process_facts *process, pid_t pid)
{
    bool has_the_right =
        process->user == 0 || process->sys_admin == 1 || process->sys_resource == 1;
    return has_the_right && !is_known(process_is_in_first_user_namespace(pid));
}

static void find_of_user(struct look *look)
{
    struct inspection *inspection = look->inspection;
    pid_t pid = inspection->event.inspected;
    uint64_t limit;
    bool found = true;
    if (!is_known(inspection->event.facts.process.user))
        gap_put_of_process(inspection, "status", "which user it is of");
    else if (!read_user_limit(pid, &limit))
        gap_put_of_process(inspection, "limits", "how many processes its user may have");
    else if (limit == UINT64_MAX || look->found || look->is_above)
        found = false;
    else if (may_be_exempt(&inspection->event.facts.process, pid))
        gap_put_of_process(inspection, "ns/user", "whether its user's limit holds for it");
    else
        gap_put(inspection, "/proc", "how many processes its user has: too many to count", 0);
    look->found |= found;
}

void gaps_find_of_processes(struct inspection *inspection)
{
    struct look look = {.inspection = inspection};
    if (!inspection->event.facts.limits.unsure)
        return;
    bool is_climbed = hierarchy_walk("pids", inspection->event.inspected, visit_pids, &look);
    look.is_above |= !is_climbed;
    find_of_user(&look);
    look_end(&look, is_climbed,
             "how many more processes a pids cgroup that is not seen from here may have");
}

static void visit_hugetlb(struct group_directory *directory, void *data)
{
    struct look *look = data;
    static const char facts[] = "how many huge pages a cgroup that it is in may have";
    bool v2 = directory->version == 2;
    char file[HUGETLB_FILE_BYTES];
    hugetlb_group_file(file, look->page, v2 ? "max" : "limit_in_bytes");
    if (!is_known(look_limit(look, directory, file, facts)))
        return;
    hugetlb_group_file(file, look->page, v2 ? "current" : "usage_in_bytes");
    look_number(look, directory, file, facts);
}

void gaps_find_of_huge_pages(struct inspection *inspection)
{
    const struct facts *facts = &inspection->event.facts;
    if (!is_known(facts->hugetlb.copied)) {
        gap_put_of_process(inspection, is_known(facts->process.hugetlb) ? "maps" : "status",
                           "its private huge pages");
        return;
    }
    struct look look = {.inspection = inspection};
    if (facts->hugetlb.copied == 0 || is_known(facts->hugetlb.free))
        return;
    if (!is_known(hugetlb_free_pages(&look.page))) {
        gap_put_of(inspection, "/proc/sys/vm/nr_overcommit_hugepages",
                   "how many more huge pages may be made");
        gap_put_of(inspection, "/proc/meminfo", "how many huge pages of which size are free");
        return;
    }
    bool is_climbed = hierarchy_walk("hugetlb", inspection->event.inspected, visit_hugetlb, &look);
    look_end(&look, is_climbed, "a cgroup that it is in: it may have fewer huge pages");
}
