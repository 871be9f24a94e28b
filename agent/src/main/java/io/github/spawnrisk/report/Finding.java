// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Reason;
import java.util.Comparator;

/**
 * One reason at one call site: how often, and the worst of it.
 *
 * @param level the worst level
 * @param count events that carry the reason
 * @param worst the reason with the largest excess of need over have
 * @param event the event that it comes from
 */
public record Finding(String code, Level level, long count, Reason worst, Attempt event) {
  private static final Comparator<Finding> BY_SEVERITY =
      Comparator.<Finding, Level>comparing(finding -> finding.worst.level())
          .thenComparing(finding -> finding.worst.excess().orElse(Long.MIN_VALUE))
          .thenComparing(finding -> finding.event.time(), Comparator.reverseOrder());

  public static Finding of(Reason reason, Attempt event) {
    return new Finding(reason.code(), reason.level(), 1, reason, event);
  }

  Finding merge(Finding other) {
    Finding worse = BY_SEVERITY.compare(this, other) >= 0 ? this : other;
    return new Finding(code, level.max(other.level), count + other.count, worse.worst, worse.event);
  }

  /** How many times what there is would be needed; 0 where the reason has no numbers. */
  double pressure() {
    if (worst.need().isEmpty() || worst.have().isEmpty()) {
      return 0;
    }
    return (double) worst.need().getAsLong() / Math.max(1, worst.have().getAsLong());
  }
}
