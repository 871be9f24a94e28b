// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.time.Instant;
import java.util.Map;

/**
 * What the report does not tell apart.
 *
 * @param since when counting began
 * @param spawns calls that returned; in sum as many as the report has
 * @param warnings calls that returned, and what children did, with that code at warning or above
 * @param lastWarned when each code was last told at warning or above
 */
public record Counts(
    Instant since,
    Map<Key, Long> spawns,
    Map<String, Long> warnings,
    Map<String, Instant> lastWarned) {
  /**
   * Calls that came out alike.
   *
   * @param outcome started, or the error's name
   * @param level of the call itself, and not of its call site
   */
  public record Key(String mechanism, String outcome, String level) {}

  public Counts {
    spawns = Map.copyOf(spawns);
    warnings = Map.copyOf(warnings);
    lastWarned = Map.copyOf(lastWarned);
  }
}
