// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The tightest memory cgroup on the process's path.
 *
 * @param limit null where only {@code memory.high} is set
 * @param swapRoom swap that the process may still take by the limits of all groups on the path
 * @param oomGroup whether an OOM kill takes the whole cgroup; null: not known
 * @param high the nearest {@code memory.high} on the path, which slows and does not kill
 * @param highUsed what of the memory in that group can not be reclaimed without swap
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
    @Nullable Bytes highUsed) {
  /** What is left below the limit, below zero where usage is above it; empty: not known. */
  public OptionalLong room() {
    return limit == null || usage == null
        ? OptionalLong.empty()
        : OptionalLong.of(
            limit.count() + zeroIfNull(reclaimable) + zeroIfNull(swapRoom) - usage.count());
  }

  /** The same below {@code memory.high}. */
  public OptionalLong roomBelowHigh() {
    return high == null || highUsed == null
        ? OptionalLong.empty()
        : OptionalLong.of(high.count() - highUsed.count());
  }

  private static long zeroIfNull(@Nullable Bytes bytes) {
    return bytes == null ? 0 : bytes.count();
  }

  /** None is left where usage exceeds the limit by more than reclaim and swap give. */
  @Nullable Bytes headroom() {
    if (limit == null || usage == null) {
      return null;
    }
    Bytes most = reclaimable == null ? limit : limit.plus(reclaimable);
    return (swapRoom == null ? most : most.plus(swapRoom)).less(usage);
  }
}
