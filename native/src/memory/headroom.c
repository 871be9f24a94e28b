/* SPDX-License-Identifier: Apache-2.0 */
/* What is left below a cgroup's limit. */
#include "headroom.h"

static int64_t bytes(uint64_t fact)
{
    return fact < HEADROOM_UNKNOWN / 4 ? (int64_t)fact : HEADROOM_UNKNOWN / 4;
}

int64_t headroom_below(uint64_t limit, const struct cgroup_facts *group)
{
    if (!is_known(limit) || !is_known(group->usage) || !is_known(group->reclaimable))
        return HEADROOM_UNKNOWN;
    return bytes(limit) - bytes(group->usage) + bytes(group->reclaimable);
}

uint64_t headroom_with_swap(int64_t room, uint64_t swap_room)
{
    if (room == HEADROOM_UNKNOWN || !is_known(swap_room))
        return UNKNOWN;
    int64_t sum = room + bytes(swap_room);
    return sum > 0 ? (uint64_t)sum : 0;
}

uint64_t cgroup_headroom(const struct cgroup_facts *cgroup)
{
    return cgroup->version == 0
               ? UNKNOWN
               : headroom_with_swap(headroom_below(cgroup->limit, cgroup), cgroup->swap_room);
}
