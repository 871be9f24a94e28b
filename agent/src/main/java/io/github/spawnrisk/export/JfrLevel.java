// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Level;
import java.util.Set;
import jdk.jfr.SettingControl;
import org.jspecify.annotations.Nullable;

/** The lowest level that a recording wants; of several, the lowest. */
public final class JfrLevel extends SettingControl {
  private volatile Level lowest = Level.NONE;

  /** By the flight recorder. */
  public JfrLevel() {}

  @Override
  public String combine(Set<String> wanted) {
    Level least = Level.CRITICAL;
    for (String one : wanted) {
      Level level = level(one);
      least = level.compareTo(least) < 0 ? level : least;
    }
    return least.label();
  }

  @Override
  public void setValue(String value) {
    lowest = level(value);
  }

  @Override
  public String getValue() {
    return lowest.label();
  }

  boolean admits(@Nullable String level) {
    return level(level).compareTo(lowest) >= 0;
  }

  /** What is no level leaves nothing out. */
  private static Level level(@Nullable String label) {
    for (Level level : Level.values()) {
      if (level.label().equals(label)) {
        return level;
      }
    }
    return Level.NONE;
  }
}
