/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 1. A cpuset may let a process have memory of some NUMA nodes only. Where these are full the OOM
 *    killer comes, whatever others have (out_of_memory, mm/oom_kill.c: CONSTRAINT_CPUSET).
 * 2. Swap on zram is RAM: a page that goes there takes as much again as is left of it compressed.
 */
#include "room.h"

#include <string.h>

#include "host/file.h"
#include "text.h"

static uint64_t nodes_of_the_machine(void)
{
    static _Atomic uint64_t nodes;
    return system_read_once(&nodes, "/sys/devices/system/node/has_memory", system_parse_cpus);
}

/* Behind lines that grow with the machine, so that it may not be in what was read of the file. */
static uint64_t nodes_of(pid_t pid)
{
    static const char key[] = "Mems_allowed_list:\t";
    char path[TEXT_PROCESS_PATH_BYTES], list[128] = "";
    struct lines lines;
    const char *line;
    text_thread_path(path, pid, "status");
    if (!lines_open(&lines, path))
        return UNKNOWN;
    while ((line = lines_next(&lines)) != NULL && strncmp(line, key, sizeof key - 1) != 0)
        ;
    if (line != NULL && strlen(line) - (sizeof key - 1) < sizeof list - 1)
        strcpy(stpcpy(list, line + sizeof key - 1), "\n");
    lines_close(&lines);
    return system_parse_cpus(list);
}

/* The path of the device, as the reader's mount namespace names it. */
bool room_is_zram(const char *line)
{
    size_t length = strcspn(line, " \t");
    const char *name = line;
    for (size_t i = 0; i < length; i++)
        if (line[i] == '/')
            name = line + i + 1;
    return *line == '/' && strncmp(name, "zram", strlen("zram")) == 0;
}

static bool has_zram(void)
{
    struct lines lines;
    const char *line;
    bool found = false;
    if (!lines_open(&lines, "/proc/swaps"))
        return false;
    while (!found && (line = lines_next(&lines)) != NULL)
        found = room_is_zram(line);
    lines_close(&lines);
    return found;
}

static bool fits_without_swap(const struct facts *facts)
{
    const struct process_facts *process = &facts->process;
    uint64_t need =
        text_sum(text_sum(process->private_anonymous, process->swap), process->page_tables);
    return is_known(need) && is_known(facts->system.available) && need <= facts->system.available;
}

void room_read(struct facts *facts, pid_t pid)
{
    struct system_facts *system = &facts->system;
    system->nodes = nodes_of_the_machine();
    facts->process.nodes = system->nodes;
    if (is_known(system->nodes) && system->nodes > 1)
        facts->process.nodes = nodes_of(pid);
    system->swap_is_in_ram = system->swap_free != 0 && !fits_without_swap(facts) && has_zram();
}
