/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's figures, and the size at which they become too small. */
#include "boundary.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "areas.h"
#include "wishes.h"

#define KIB  1024U
#define PAGE 4096U
/* A page of page tables maps 512 pages. */
#define TABLE_SHARE 512U

struct figures {
    uint64_t charge, size, own;                             /* of this process */
    uint64_t limit, committed, admin_reserve, user_reserve; /* of policy 2 */
    uint64_t machine, machine_room;
    uint64_t group_room;
};

/* The first number after the key at the start of a line; the first of all where there is no key. */
static uint64_t number_in(const char *path, const char *key)
{
    char line[512];
    unsigned long long number;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        give_up(path);
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, key, strlen(key)) == 0 &&
            sscanf(line + strlen(key), "%llu", &number) == 1) {
            fclose(file);
            return number;
        }
    give_up(path);
}

/* What a fork adds to Committed_AS: areas with VM_ACCOUNT, without VM_DONTCOPY (kernel/fork.c,
 * dup_mmap), by the flags that proc_pid_smaps(5) prints. */
static uint64_t charge_of_fork(void)
{
    char line[512];
    unsigned long long kib = 0;
    uint64_t sum = 0;
    FILE *file = fopen("/proc/self/smaps", "re");
    if (file == NULL)
        give_up("smaps");
    while (fgets(line, sizeof line, file) != NULL) {
        (void)sscanf(line, "Size: %llu", &kib);
        if (strncmp(line, "VmFlags:", 8) == 0 && strstr(line, " ac") != NULL &&
            strstr(line, " dc") == NULL)
            sum += kib * KIB;
    }
    fclose(file);
    return sum;
}

static uint64_t kib_of(const char *path, const char *key)
{
    return number_in(path, key) * KIB;
}

static uint64_t room_of_group(const char *group)
{
    bool second = wish_number("version", 2) == 2;
    char path[512];
    snprintf(path, sizeof path, "%s/%s", group,
             wish("limit", second ? "memory.max" : "memory.limit_in_bytes"));
    uint64_t limit = number_in(path, "");
    snprintf(path, sizeof path, "%s/%s", group,
             second ? "memory.current" : "memory.usage_in_bytes");
    return limit - number_in(path, "") + wish_number("spare", 0) * KIB;
}

static struct figures read_figures(void)
{
    const char *group = wish("group", NULL);
    return (struct figures){
        .charge = charge_of_fork(),
        .size = kib_of("/proc/self/status", "VmSize:"),
        .own = kib_of("/proc/self/status", "RssAnon:"),
        .limit = kib_of("/proc/meminfo", "CommitLimit:"),
        .committed = kib_of("/proc/meminfo", "Committed_AS:"),
        .admin_reserve = geteuid() == 0 && wish_number("descends", 0) == 0
                             ? 0
                             : kib_of("/proc/sys/vm/admin_reserve_kbytes", ""),
        .user_reserve = kib_of("/proc/sys/vm/user_reserve_kbytes", ""),
        .machine = kib_of("/proc/meminfo", "MemTotal:") + kib_of("/proc/meminfo", "SwapTotal:"),
        .machine_room =
            kib_of("/proc/meminfo", "MemAvailable:") + kib_of("/proc/meminfo", "SwapFree:"),
        .group_room = group == NULL ? 0 : room_of_group(group),
    };
}

static uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

/* Whether a copy needs more than percent of what there is, once so many bytes more are mapped. */
static bool is_beyond(const struct figures *now, const char *boundary, uint64_t more,
                      uint64_t percent)
{
    uint64_t copies = 1 + wish_number("beside", 0);
    uint64_t need = copies * (now->own + more + more / TABLE_SHARE);
    uint64_t have = 0;
    if (strcmp(boundary, "commit") == 0) {
        /* mm/util.c, __vm_enough_memory; the parent's whole size: dup_mmap asks for its mm. */
        uint64_t reserve = (now->size + areas_unaccounted() + more) / 32;
        reserve = reserve < now->user_reserve ? reserve : now->user_reserve;
        need = now->charge + more;
        have = less(now->limit, now->admin_reserve + reserve + now->committed + more);
    } else if (strcmp(boundary, "area") == 0) {
        need = more;
        have = now->machine;
    } else if (strcmp(boundary, "group") == 0) {
        have = less(now->group_room, more + more / TABLE_SHARE);
    } else if (strcmp(boundary, "machine") == 0) {
        have = less(now->machine_room, more + more / TABLE_SHARE);
    } else {
        give_up("boundary");
    }
    return need * 100 > have * percent;
}

uint64_t boundary_size(const char *boundary, uint64_t percent)
{
    struct figures now = read_figures();
    tell("room of machine %llu, of group %llu, committed %llu, charge %llu",
         (unsigned long long)now.machine_room, (unsigned long long)now.group_room,
         (unsigned long long)now.committed, (unsigned long long)now.charge);
    uint64_t below = 0, above = 1ULL << 40;
    while (above - below > PAGE) {
        uint64_t middle = (below + above) / 2;
        if (is_beyond(&now, boundary, middle, percent))
            above = middle;
        else
            below = middle;
    }
    return below / PAGE * PAGE;
}
