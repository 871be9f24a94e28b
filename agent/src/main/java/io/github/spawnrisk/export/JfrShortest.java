// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.util.Set;
import jdk.jfr.SettingControl;

/** The shortest call that a recording wants, as JFR writes durations; of several, the shortest. */
public final class JfrShortest extends SettingControl {
  private volatile String value = "0 ns";
  private volatile long nanos;

  /** By the flight recorder. */
  public JfrShortest() {}

  @Override
  public String combine(Set<String> wanted) {
    String least = null;
    for (String one : wanted) {
      least = least == null || nanos(one) < nanos(least) ? one : least;
    }
    return least == null ? "0 ns" : least;
  }

  @Override
  public void setValue(String duration) {
    value = duration;
    nanos = nanos(duration);
  }

  @Override
  public String getValue() {
    return value;
  }

  boolean admits(long duration) {
    return nanos == 0 || duration >= nanos;
  }

  /** What is no duration leaves nothing out. */
  private static long nanos(String text) {
    String[] parts = text.strip().split("\\s+", 2);
    if (parts.length < 2 || !parts[0].matches("\\d{1,9}")) {
      return 0;
    }
    long number = Long.parseLong(parts[0]);
    return switch (parts[1]) {
      case "ns" -> number;
      case "us" -> number * 1_000;
      case "ms" -> number * 1_000_000;
      case "s" -> number * 1_000_000_000;
      default -> 0;
    };
  }
}
