// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long calls took; count is less than the spawns where some were not measured. */
public record Durations(long count, Duration total, Duration max) {
  static final Durations NONE = new Durations(0, Duration.ZERO, Duration.ZERO);

  static Durations of(@Nullable Duration one) {
    return one == null ? NONE : new Durations(1, one, one);
  }

  Durations merge(Durations other) {
    return new Durations(
        count + other.count,
        total.plus(other.total),
        max.compareTo(other.max) >= 0 ? max : other.max);
  }

  /** Null where nothing was measured. */
  public @Nullable Duration mean() {
    return count == 0 ? null : total.dividedBy(count);
  }
}
