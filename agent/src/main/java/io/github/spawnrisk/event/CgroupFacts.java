// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import org.jspecify.annotations.Nullable;

/**
 * The tightest memory cgroup on the process's path.
 *
 * @param limit null where only {@code memory.high} is set
 * @param swapRoom swap that the process may still take by the limits of all groups on the path
 * @param oomGroup whether an OOM kill takes the whole cgroup; null: not known
 * @param high the nearest {@code memory.high} on the path, which slows and does not kill
 * @param highRoom what is left below that
 */
public record CgroupFacts(
    long version,
    String path,
    @Nullable Bytes limit,
    @Nullable Bytes usage,
    @Nullable Bytes reclaimable,
    @Nullable Bytes swapRoom,
    @Nullable Boolean oomGroup,
    @Nullable Bytes high,
    @Nullable Bytes highRoom) {
  /** None is left where usage exceeds the limit by more than reclaim and swap give. */
  @Nullable Bytes headroom() {
    if (limit == null || usage == null) {
      return null;
    }
    Bytes most = reclaimable == null ? limit : limit.plus(reclaimable);
    return (swapRoom == null ? most : most.plus(swapRoom)).less(usage);
  }
}
