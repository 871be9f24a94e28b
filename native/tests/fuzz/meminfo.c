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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    uint64_t overcommit = input_number(&input, 1);
    char *text = input_text(&input);
    struct system_facts system;
    system_parse_meminfo(&system, text);
    MUST(system.total == reference_value(text, "MemTotal:"));
    MUST(system.available == reference_value(text, "MemAvailable:"));
    MUST(system.swap_total == reference_value(text, "SwapTotal:"));
    MUST(system.swap_free == reference_value(text, "SwapFree:"));
    MUST(system.anonymous_huge == reference_value(text, "AnonHugePages:"));
    MUST(system.commit_limit == reference_value(text, "CommitLimit:"));
    MUST(system.committed == reference_value(text, "Committed_AS:"));
    huge_pages_are_a_true_sum(text, overcommit == UINT8_MAX ? UNKNOWN : overcommit);
    free(text);
    return 0;
}
