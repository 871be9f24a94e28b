/* SPDX-License-Identifier: Apache-2.0 */
/* The system's side: what has been promised already, and what is left to give. */
#include "facts.h"

#include "host/file.h"
#include "text.h"

/* Up to AnonHugePages with room for lines that later kernels put before it. */
#define MEMINFO_BYTES 2048
#define KIB           1024U

static uint64_t read_number(const char *path)
{
    char text[32];
    return file_read(path, text, sizeof text) < 0 ? UNKNOWN : text_whole_number(text);
}

static uint64_t read_kib(const char *path)
{
    uint64_t kib = read_number(path);
    return kib <= TEXT_LARGEST / KIB ? kib * KIB : UNKNOWN;
}

void system_parse_meminfo(struct system_facts *system, const char *meminfo)
{
    system->total = text_value(meminfo, "MemTotal:");
    system->available = text_value(meminfo, "MemAvailable:");
    system->swap_total = text_value(meminfo, "SwapTotal:");
    system->swap_free = text_value(meminfo, "SwapFree:");
    system->anonymous_huge = text_value(meminfo, "AnonHugePages:");
    system->commit_limit = text_value(meminfo, "CommitLimit:");
    system->committed = text_value(meminfo, "Committed_AS:");
}

void system_read(struct system_facts *system)
{
    char meminfo[MEMINFO_BYTES] = "";
    (void)file_read("/proc/meminfo", meminfo, sizeof meminfo);
    system_parse_meminfo(system, meminfo);
    system->overcommit_policy = read_number("/proc/sys/vm/overcommit_memory");
    system->admin_reserve = system->user_reserve = UNKNOWN;
    if (system->overcommit_policy == OVERCOMMIT_NEVER) {
        system->admin_reserve = read_kib("/proc/sys/vm/admin_reserve_kbytes");
        system->user_reserve = read_kib("/proc/sys/vm/user_reserve_kbytes");
    }
}
