// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.List;

/**
 * The native side's judgement; nothing in Java judges again.
 *
 * @param notAssessed codes of the reasons whose facts were missing
 */
public record Risk(Level level, List<Reason> reasons, List<String> notAssessed) {
  /** No reason at all. */
  public static final Risk NONE = new Risk(Level.NONE, List.of(), List.of());

  public Risk {
    reasons = List.copyOf(reasons);
    notAssessed = List.copyOf(notAssessed);
  }
}
