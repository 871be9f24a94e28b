// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import java.util.Comparator;
import java.util.List;

/** Of many processes those of which a walk over their areas can tell more than was told. */
final class Walks {
  /** A walk over the areas of a large process takes up to 0.1 s. */
  static final int MOST = 32;

  private static final int HEURISTIC = 0;

  private Walks() {}

  /** The largest first, as there may be more than are walked over. */
  static List<Assessment> worthwhile(List<Assessment> quick) {
    return quick.stream()
        .filter(Walks::hingesOnAreas)
        .sorted(Comparator.comparingLong(Walks::size).reversed())
        .limit(MOST)
        .toList();
  }

  /** Areas decide what the overcommit policy says, and nothing else that may be missing. */
  private static boolean hingesOnAreas(Assessment assessment) {
    Attempt attempt = assessment.attempt();
    List<String> missing = attempt.risk().notAssessed();
    boolean isHeuristic = attempt.system().overcommitPolicy().orElse(-1) == HEURISTIC;
    return attempt.copiesMemory()
        && (missing.contains("COMMIT_REFUSED") || (isHeuristic && missing.contains("COMMIT_NEAR")));
  }

  private static long size(Assessment assessment) {
    Bytes size = assessment.attempt().memory().privateAnonymous();
    return size == null ? 0 : size.count();
  }
}
