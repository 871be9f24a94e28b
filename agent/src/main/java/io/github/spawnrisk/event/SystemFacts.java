// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The machine's memory; null where a fact could not be read.
 *
 * @param commitReserves what policy 2 keeps back of {@code commitLimit} from this process
 * @param overcommitPolicy vm.overcommit_memory: 0 heuristic, 1 always, 2 never
 */
public record SystemFacts(
    OptionalLong overcommitPolicy,
    @Nullable Bytes commitLimit,
    @Nullable Bytes committed,
    @Nullable Bytes commitReserves,
    @Nullable Bytes total,
    @Nullable Bytes available,
    @Nullable Bytes swapTotal,
    @Nullable Bytes swapFree) {
  static final SystemFacts UNKNOWN =
      new SystemFacts(OptionalLong.empty(), null, null, null, null, null, null, null);

  /** What policy 2 leaves, below zero where more is promised already; empty: not known. */
  public OptionalLong commitRoom() {
    return commitLimit == null || committed == null || commitReserves == null
        ? OptionalLong.empty()
        : OptionalLong.of(commitLimit.count() - commitReserves.count() - committed.count());
  }

  /** What can be had of the machine's memory and swap; null: not known. */
  public @Nullable Bytes headroom() {
    if (available == null) {
      return null;
    }
    return swapFree == null ? available : available.plus(swapFree);
  }
}
