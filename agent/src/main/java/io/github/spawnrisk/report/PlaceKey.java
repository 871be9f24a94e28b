// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call site and what it runs, by whatever call: what stays the same from one report to the next.
 */
public record PlaceKey(String callSite, @Nullable String command) implements Comparable<PlaceKey> {
  private static final Pattern MOVES =
      Pattern.compile(":\\d+$|[+]0x[0-9a-f]+$|(?<=[.]lambda[$]\\w{1,255})[$]\\d+(?=:|$)");

  private static final Comparator<PlaceKey> ORDER =
      Comparator.comparing(PlaceKey::callSite)
          .thenComparing(PlaceKey::command, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** Lines move with each edit above them, the numbers of lambdas and offsets with each build. */
  static PlaceKey of(String callSite, @Nullable String command) {
    return new PlaceKey(MOVES.matcher(callSite).replaceAll(""), command);
  }

  @Override
  public int compareTo(PlaceKey other) {
    return ORDER.compare(this, other);
  }

  public String label() {
    return command == null ? callSite : callSite + " -> " + command;
  }
}
