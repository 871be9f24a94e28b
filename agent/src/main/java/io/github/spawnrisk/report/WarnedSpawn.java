// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A spawn of level warning or above, as it is shown on the timeline.
 *
 * @param id the spawn's
 * @param returned whether its call did
 * @param reason the worst one
 * @param exposure copy exposure; null where the call copies nothing, or it is not known
 * @param headroom the least of all limits
 */
public record WarnedSpawn(
    String id,
    Instant time,
    long pid,
    CallSite callSite,
    @Nullable String command,
    String call,
    boolean returned,
    Level level,
    Reason reason,
    @Nullable Bytes commitCharge,
    @Nullable Bytes exposure,
    @Nullable Bytes headroom) {
  /** The worst first; no two that differ are equal. */
  static final Comparator<WarnedSpawn> RANKING =
      Comparator.comparing(WarnedSpawn::level)
          .thenComparing(spawn -> pressure(spawn.reason))
          .reversed()
          .thenComparing(WarnedSpawn::time)
          .thenComparing(WarnedSpawn::id)
          .thenComparing(WarnedSpawn::toString);

  private static final Comparator<Reason> REASONS =
      Comparator.comparing(Reason::level)
          .thenComparing(WarnedSpawn::pressure)
          .thenComparing(Reason::toString);

  static boolean isWarned(Attempt attempt) {
    return attempt.risk().level().compareTo(Level.WARNING) >= 0
        && !attempt.risk().reasons().isEmpty();
  }

  /** The reason of one that {@link #isWarned} of. */
  static Reason worst(Attempt attempt) {
    List<Reason> reasons = attempt.risk().reasons();
    Reason worst = reasons.get(0);
    for (int i = 1; i < reasons.size(); i++) {
      worst = REASONS.compare(reasons.get(i), worst) > 0 ? reasons.get(i) : worst;
    }
    return worst;
  }

  /** Whether it is by far: where this is false, the ranking tells. */
  boolean isWorse(Attempt attempt, Reason other) {
    int order = level.compareTo(attempt.risk().level());
    if (order == 0) {
      order = Double.compare(pressure(reason), pressure(other));
    }
    return order > 0 || (order == 0 && time.isBefore(attempt.time()));
  }

  /** One that {@link #isWarned} of. */
  static WarnedSpawn of(String id, RowKey row, Attempt attempt, Reason reason, boolean returned) {
    return new WarnedSpawn(
        id,
        attempt.time(),
        attempt.process().pid(),
        row.callSite(),
        row.command(),
        row.call(),
        returned,
        attempt.risk().level(),
        reason,
        attempt.memory().commitCharge(),
        attempt.copyExposure(),
        attempt.headroom());
  }

  /** How many times what there is would be needed; 0 where the reason has no numbers. */
  static double pressure(Reason reason) {
    if (reason.need().isEmpty() || reason.have().isEmpty()) {
      return 0;
    }
    return (double) reason.need().getAsLong() / Math.max(1, reason.have().getAsLong());
  }
}
