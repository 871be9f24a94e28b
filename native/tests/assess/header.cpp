// SPDX-License-Identifier: Apache-2.0
// That a C++ program can include the public header, and means the same by it as a C program.
#include <spawnrisk.h>

static_assert(sizeof(spawnrisk_reason) == 336, "the layout is C's");
static_assert(SPAWNRISK_UNKNOWN == UINT64_MAX, "the constant is there");

bool can_fork()
{
    static spawnrisk_assessment risk{};
    risk.size = sizeof risk;
    return spawnrisk_assess(0, SPAWNRISK_FORK, SPAWNRISK_QUICK, &risk) == 0 &&
           risk.level < SPAWNRISK_CRITICAL && spawnrisk_version[0] != '\0';
}
