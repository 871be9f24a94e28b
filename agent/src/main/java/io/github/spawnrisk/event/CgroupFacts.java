// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import org.jspecify.annotations.Nullable;

/**
 * The tightest memory cgroup on the process's path.
 *
 * @param swapRoom swap that the group may still take
 * @param oomGroup whether an OOM kill takes the whole cgroup; null: not known
 */
public record CgroupFacts(
    long version,
    String path,
    @Nullable Bytes limit,
    @Nullable Bytes usage,
    @Nullable Bytes reclaimable,
    @Nullable Bytes swapRoom,
    @Nullable Boolean oomGroup) {
  @Nullable Bytes headroom() {
    if (limit == null || usage == null) {
      return null;
    }
    Bytes room = limit.less(usage);
    room = reclaimable == null ? room : room.plus(reclaimable);
    return swapRoom == null ? room : room.plus(swapRoom);
  }
}
