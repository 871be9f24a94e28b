// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Assessments of many processes, the most hazardous first.
 *
 * @param call what was asked: such as fork
 * @param hiddenBy the option by which /proc hides others' processes; null: it hides none
 * @param leftOut why how many processes were not assessed, such as "kernel_threads"
 */
public record Survey(
    String call,
    Instant time,
    List<Assessment> assessments,
    @Nullable String hiddenBy,
    SortedMap<String, Long> leftOut) {
  /** By level, then by the part of the nearest limit that the call would need. */
  private static final Comparator<Assessment> BY_HAZARD =
      Comparator.<Assessment, Level>comparing(assessment -> assessment.attempt().risk().level())
          .thenComparing(Assessment::isPartlyAssessed)
          .thenComparing(Survey::part)
          .reversed()
          .thenComparing(assessment -> assessment.attempt().process().pid());

  public Survey {
    assessments = assessments.stream().sorted(BY_HAZARD).toList();
    leftOut = Merged.copy(leftOut);
  }

  public Level level() {
    return assessments.stream()
        .map(assessment -> assessment.attempt().risk().level())
        .reduce(Level.NONE, Level::max);
  }

  private static double part(Assessment assessment) {
    Reason nearest = assessment.nearest();
    if (nearest == null || nearest.need().isEmpty() || nearest.have().isEmpty()) {
      return 0;
    }
    return (double) nearest.need().getAsLong() / Math.max(1, nearest.have().getAsLong());
  }
}
