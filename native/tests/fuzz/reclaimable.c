/* SPDX-License-Identifier: Apache-2.0 */
/* memory.stat of both versions: what can be taken back is a sum of its lines, or not known. */
#include "memory/reclaimable.h"

#include "fuzz.h"
#include "memory/facts.h"
#include "reference.h"

static uint64_t or_zero(uint64_t fact)
{
    return is_known(fact) ? fact : 0;
}

static uint64_t expected(const char *text, bool v2)
{
    uint64_t inactive = reference_value(text, v2 ? "inactive_file " : "total_inactive_file ");
    uint64_t active = reference_value(text, v2 ? "active_file " : "total_active_file ");
    if (!is_known(inactive) || !is_known(active) || inactive + active > INT64_MAX)
        return UNKNOWN;
    __int128 sum = (__int128)inactive + active;
    sum -= or_zero(reference_value(text, v2 ? "file_dirty " : "total_dirty "));
    sum -= or_zero(reference_value(text, v2 ? "file_writeback " : "total_writeback "));
    sum = sum < 0 ? 0 : sum;
    sum += v2 ? or_zero(reference_value(text, "slab_reclaimable ")) : 0;
    return sum > INT64_MAX ? UNKNOWN : (uint64_t)sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    char *text = input_text(&input);
    MUST(reclaimable_parse(text, 1) == expected(text, false));
    MUST(reclaimable_parse(text, 2) == expected(text, true));
    free(text);
    return 0;
}
