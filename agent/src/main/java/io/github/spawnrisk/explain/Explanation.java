// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import io.github.spawnrisk.event.Level;
import java.util.List;

/**
 * A finding in words.
 *
 * @param need the number that was needed and what it is, or empty
 * @param have the number that there was and what it is, or empty; the source is at what was read
 * @param remedies what to do, the most effective one first
 */
public record Explanation(
    String code,
    Level level,
    String summary,
    String explanation,
    String need,
    String have,
    List<String> remedies) {
  public Explanation {
    remedies = List.copyOf(remedies);
  }
}
