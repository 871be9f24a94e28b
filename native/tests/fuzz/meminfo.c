/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/meminfo: each fact is what its line says, or unknown; the huge pages left are a true sum.
 */
#include "fuzz.h"
#include "memory/facts.h"
#include "reference.h"

static void huge_pages_are_a_true_sum(const char *text, uint64_t overcommit)
{
    uint64_t free = hugetlb_parse_free(text, overcommit);
    if (!is_known(free))
        return;
    uint64_t reserved = reference_value(text, "HugePages_Rsvd:");
    uint64_t surplus = reference_value(text, "HugePages_Surp:");
    __int128 pages = (__int128)reference_value(text, "HugePages_Free:") - reserved;
    MUST(pages >= 0 && is_known(reserved) && is_known(surplus) && is_known(overcommit));
    if (overcommit > surplus)
        pages += overcommit - surplus;
    MUST(free == (unsigned __int128)pages * reference_value(text, "Hugepagesize:"));
}

static uint64_t available(const char *text)
{
    static const char *const names[] = {
        "Active(file):", "Inactive(file):", "Cached:", "Buffers:", "Shmem:"};
    uint64_t all = reference_value(text, "MemAvailable:"), numbers[5];
    for (int i = 0; i < 5; i++) {
        numbers[i] = reference_value(text, names[i]);
        if (!is_known(numbers[i]))
            return all;
    }
    __int128 listed = (__int128)numbers[0] + numbers[1], cached = (__int128)numbers[2] + numbers[3];
    if (!is_known(all) || listed > INT64_MAX || cached > INT64_MAX)
        return all;
    __int128 files = cached > numbers[4] ? cached - numbers[4] : 0;
    __int128 left = (__int128)all - (listed > files ? listed - files : 0);
    return left > 0 ? (uint64_t)left : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    uint64_t overcommit = input_number(&input, 1);
    char *text = input_text(&input);
    struct system_facts system;
    system_parse_meminfo(&system, text);
    MUST(system.total == reference_value(text, "MemTotal:"));
    MUST(system.available == available(text));
    MUST(system.swap_total == reference_value(text, "SwapTotal:"));
    MUST(system.swap_free == reference_value(text, "SwapFree:"));
    MUST(system.anonymous_huge == reference_value(text, "AnonHugePages:"));
    MUST(system.commit_limit == reference_value(text, "CommitLimit:"));
    MUST(system.committed == reference_value(text, "Committed_AS:"));
    huge_pages_are_a_true_sum(text, overcommit == UINT8_MAX ? UNKNOWN : overcommit);
    free(text);
    return 0;
}
