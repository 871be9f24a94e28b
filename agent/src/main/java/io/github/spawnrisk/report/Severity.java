// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Level;
import java.util.Comparator;

/** Which of two attempts is the worse one. */
final class Severity {
  static final Comparator<Attempt> ORDER =
      Comparator.<Attempt, Level>comparing(attempt -> attempt.risk().level())
          .thenComparing(Severity::excess)
          .thenComparing(
              attempt -> attempt.memory().commitCharge(),
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Attempt::time, Comparator.reverseOrder());

  private Severity() {}

  private static long excess(Attempt attempt) {
    return attempt.risk().reasons().stream()
        .mapToLong(reason -> reason.excess().orElse(Long.MIN_VALUE))
        .max()
        .orElse(Long.MIN_VALUE);
  }
}
