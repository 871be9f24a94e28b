// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import org.jspecify.annotations.Nullable;

/** The spawning process's memory; null where a fact could not be read. */
public record MemoryFacts(
    @Nullable Bytes commitCharge,
    @Nullable Bytes largestArea,
    @Nullable Bytes rss,
    @Nullable Bytes privateAnonymous,
    @Nullable Bytes swap,
    @Nullable Bytes pageTables,
    @Nullable Bytes hugetlb,
    @Nullable Bytes pinned,
    @Nullable Bytes virtualSize,
    boolean exact) {
  @Nullable Bytes copyExposure() {
    if (privateAnonymous == null) {
      return null;
    }
    return swap == null ? privateAnonymous : privateAnonymous.plus(swap);
  }
}
