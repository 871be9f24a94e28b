/* SPDX-License-Identifier: Apache-2.0 */
/* The system's side: what has been promised already, and what is left to give. */
#include "facts.h"

#include <stdatomic.h>
#include <sys/auxv.h>

#include "host/file.h"
#include "lxcfs.h"
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

enum {
    TOTAL,
    AVAILABLE,
    BUFFERS,
    CACHED,
    ACTIVE,
    INACTIVE,
    SWAP_TOTAL,
    SWAP_FREE,
    SHARED,
    COMMIT_LIMIT,
    COMMITTED,
    HUGE,
    KEYS
};

static const struct text_key keys[KEYS] = {
    [TOTAL] = {"MemTotal:"},         [AVAILABLE] = {"MemAvailable:"},
    [BUFFERS] = {"Buffers:"},        [CACHED] = {"Cached:"},
    [ACTIVE] = {"Active(file):"},    [INACTIVE] = {"Inactive(file):"},
    [SWAP_TOTAL] = {"SwapTotal:"},   [SWAP_FREE] = {"SwapFree:"},
    [SHARED] = {"Shmem:"},           [COMMIT_LIMIT] = {"CommitLimit:"},
    [COMMITTED] = {"Committed_AS:"}, [HUGE] = {"AnonHugePages:"}};

/* MemAvailable counts the lists of files, on which anonymous pages are too (reclaimable.c). */
static uint64_t available_less_anonymous(const uint64_t values[KEYS])
{
    uint64_t available = values[AVAILABLE], shared = values[SHARED];
    uint64_t listed = text_sum(values[ACTIVE], values[INACTIVE]);
    uint64_t cached = text_sum(values[CACHED], values[BUFFERS]);
    if (!is_known(listed) || !is_known(cached) || !is_known(shared) || !is_known(available))
        return available;
    uint64_t files = cached > shared ? cached - shared : 0;
    uint64_t anonymous = listed > files ? listed - files : 0;
    return available > anonymous ? available - anonymous : 0;
}

void system_parse_meminfo(struct system_facts *system, const char *meminfo)
{
    const char *lines[KEYS];
    uint64_t values[KEYS];
    text_lines(meminfo, keys, lines, KEYS);
    for (unsigned i = 0; i < KEYS; i++)
        values[i] = text_value_of(lines[i]);
    system->total = values[TOTAL];
    system->available = available_less_anonymous(values);
    system->swap_total = values[SWAP_TOTAL];
    system->swap_free = values[SWAP_FREE];
    system->anonymous_huge = values[HUGE];
    system->commit_limit = values[COMMIT_LIMIT];
    system->committed = values[COMMITTED];
}

uint64_t system_parse_release(const char *release)
{
    const char *at;
    uint64_t major = text_number(release, &at);
    if (!is_known(major) || *at != '.')
        return UNKNOWN;
    uint64_t minor = text_number(at + 1, NULL);
    return major <= UINT16_MAX && minor <= UINT16_MAX ? KERNEL_VERSION(major, minor) : UNKNOWN;
}

uint64_t system_parse_cpus(const char *list)
{
    uint64_t cpus = 0;
    for (;;) {
        const char *at;
        uint64_t first = text_number(list, &at), last = first;
        if (*at == '-')
            last = text_number(at + 1, &at);
        if (!is_known(first) || !is_known(last) || last < first || last > UINT16_MAX)
            return UNKNOWN;
        cpus += last - first + 1;
        if (*at != ',')
            return *at == '\n' ? cpus : UNKNOWN;
        list = at + 1;
    }
}

static uint64_t maximum(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* mm_compute_batch (mm/mm_init.c): of each CPU a share of 1/256 of the RAM, or a few pages. Before
 * 5.9 the same under every policy. */
uint64_t system_commit_tolerance(uint64_t total, uint64_t cpus, uint64_t page)
{
    if (!is_known(total) || !is_known(cpus) || cpus > UINT16_MAX)
        return UNKNOWN;
    return maximum(total / 256, cpus * maximum(2 * cpus, 32) * page);
}

uint64_t system_read_once(_Atomic uint64_t *kept, const char *path, uint64_t (*parse)(const char *))
{
    uint64_t value = atomic_load_explicit(kept, memory_order_relaxed);
    char text[128] = "";
    if (value != 0)
        return value;
    (void)file_read(path, text, sizeof text);
    value = parse(text);
    if (is_known(value))
        atomic_store_explicit(kept, value, memory_order_relaxed);
    return value;
}

static void read_for_strict(struct system_facts *system)
{
    static _Atomic uint64_t cpus;
    uint64_t present =
        system_read_once(&cpus, "/sys/devices/system/cpu/present", system_parse_cpus);
    system->admin_reserve = read_kib("/proc/sys/vm/admin_reserve_kbytes");
    system->user_reserve = read_kib("/proc/sys/vm/user_reserve_kbytes");
    system->commit_tolerance =
        system_commit_tolerance(system->total, present, getauxval(AT_PAGESZ));
}

static void read_for_guess(struct system_facts *system)
{
    if (!is_known(system->kernel) || system->kernel < KERNEL_VERSION(5, 2))
        system->admin_reserve = read_kib("/proc/sys/vm/admin_reserve_kbytes");
}

void system_read(struct system_facts *system)
{
    static _Atomic uint64_t kernel;
    char meminfo[MEMINFO_BYTES] = "";
    (void)file_read("/proc/meminfo", meminfo, sizeof meminfo);
    system_parse_meminfo(system, meminfo);
    system->replaced = false;
    if (lxcfs_replaces_meminfo())
        lxcfs_undo(system);
    system->overcommit_policy = read_number("/proc/sys/vm/overcommit_memory");
    system->admin_reserve = system->user_reserve = UNKNOWN;
    system->commit_tolerance = UNKNOWN;
    system->kernel = system_read_once(&kernel, "/proc/sys/kernel/osrelease", system_parse_release);
    if (system->overcommit_policy == OVERCOMMIT_NEVER)
        read_for_strict(system);
    else if (system->overcommit_policy == OVERCOMMIT_GUESS)
        read_for_guess(system);
}
