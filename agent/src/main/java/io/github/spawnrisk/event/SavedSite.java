// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A row of a JSON report.
 *
 * @param failures calls that failed
 * @param meanDuration nanoseconds
 */
public record SavedSite(
    String callSite,
    @Nullable String command,
    String call,
    String mechanism,
    boolean copiesMemory,
    Level level,
    long spawns,
    long failures,
    OptionalLong meanDuration,
    List<SavedFinding> findings) {
  public SavedSite {
    findings = List.copyOf(findings);
  }
}
