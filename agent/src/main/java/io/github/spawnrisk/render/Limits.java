// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.explain.Quantities;
import java.util.Locale;
import java.util.OptionalLong;

/** The limit that a call would hit first, in a few words. */
final class Limits {
  private static final String GROUP = "cgroup ";

  private Limits() {}

  /** Such as "memory /a/b": short enough for a table; the end of a path tells more. */
  static String name(Reason nearest, int width) {
    String source = nearest.source() == null ? "" : nearest.source();
    if (source.startsWith(GROUP)) {
      // The file's name is behind the last blank.
      int end = source.lastIndexOf(' ');
      String path = source.substring(GROUP.length(), end < GROUP.length() ? source.length() : end);
      String what = countsProcesses(nearest) ? "pids " : slows(nearest) ? "high " : "memory ";
      return what + Page.end(path, width - what.length());
    }
    if (countsProcesses(nearest)) {
      return "its user's processes";
    }
    return source.contains("Available") ? "machine's memory" : "overcommit policy";
  }

  static String quantity(Reason nearest, OptionalLong number) {
    if (number.isEmpty()) {
      return "-";
    }
    return countsProcesses(nearest)
        ? Quantities.count(number.getAsLong())
        : Quantities.bytes(number.getAsLong());
  }

  /** The part of it that the call needs. */
  static String part(Reason nearest) {
    if (nearest.need().isEmpty() || nearest.have().isEmpty()) {
      return "-";
    }
    return part(nearest.need().getAsLong(), nearest.have().getAsLong());
  }

  static String part(long need, long have) {
    double part = 100.0 * need / Math.max(1, have);
    return part >= 1000
        ? ">999%"
        : String.format(Locale.ROOT, part < 1 ? "%.1f%%" : "%.0f%%", part);
  }

  private static boolean slows(Reason nearest) {
    return nearest.code().equals("THROTTLE_POSSIBLE");
  }

  private static boolean countsProcesses(Reason nearest) {
    return nearest.code().equals("PROCESS_LIMIT");
  }
}
