// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import org.jspecify.annotations.Nullable;

/**
 * The tightest memory cgroup on the process's path.
 *
 * @param oomGroup whether an OOM kill takes the whole cgroup; null: not known
 */
public record CgroupFacts(
    int version,
    String path,
    @Nullable Bytes limit,
    @Nullable Bytes usage,
    @Nullable Bytes reclaimable,
    @Nullable Boolean oomGroup) {
  @Nullable Bytes headroom() {
    if (limit == null || usage == null) {
      return null;
    }
    return limit.less(reclaimable == null ? usage : usage.less(reclaimable));
  }
}
