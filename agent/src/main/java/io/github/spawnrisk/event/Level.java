// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.Locale;
import java.util.Optional;

/** How bad, in ascending order. */
public enum Level {
  NONE,
  NOTICE,
  WARNING,
  CRITICAL;

  private static final Level[] ALL = values();

  private final String label = name().toLowerCase(Locale.ROOT);

  static Optional<Level> named(String label) {
    for (Level level : ALL) {
      if (level.label.equals(label)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  /** As in the event's line. */
  public String label() {
    return label;
  }

  public Level max(Level other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
