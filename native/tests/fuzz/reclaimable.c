/* SPDX-License-Identifier: Apache-2.0 */
/* memory.stat of both versions: what can be taken back is a sum of its lines, or not known. */
#include "memory/reclaimable.h"

#include "fuzz.h"
#include "memory/facts.h"
#include "reference.h"

static uint64_t value_or_zero(const char *text, const char *key)
{
    return reference_has(text, key) ? reference_value(text, key) : 0;
}

/* -1: unknown. */
static __int128 cached_files(const char *text, bool v2)
{
    const char *cached = v2 ? "file " : "total_cache ";
    if (!reference_has(text, cached))
        return INT64_MAX;
    uint64_t all = reference_value(text, cached);
    uint64_t shared = value_or_zero(text, v2 ? "shmem " : "total_shmem ");
    if (!is_known(all) || !is_known(shared))
        return -1;
    return all > shared ? all - shared : 0;
}

static uint64_t expected(const char *text, bool v2)
{
    uint64_t inactive = reference_value(text, v2 ? "inactive_file " : "total_inactive_file ");
    uint64_t active = reference_value(text, v2 ? "active_file " : "total_active_file ");
    if (!is_known(inactive) || !is_known(active) || inactive + active > INT64_MAX)
        return UNKNOWN;
    uint64_t dirty = value_or_zero(text, v2 ? "file_dirty " : "total_dirty ");
    uint64_t written = value_or_zero(text, v2 ? "file_writeback " : "total_writeback ");
    uint64_t slab = v2 ? value_or_zero(text, "slab_reclaimable ") : 0;
    if (!is_known(dirty) || !is_known(written) || !is_known(slab) || dirty + written > INT64_MAX)
        return UNKNOWN;
    __int128 files = (__int128)inactive + active, most = cached_files(text, v2);
    if (most < 0)
        return UNKNOWN;
    files = files < most ? files : most;
    __int128 sum = files - dirty - written;
    sum = (sum < 0 ? 0 : sum) + slab;
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
