// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.Ends;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** What became of a call site's children, in one sentence. */
final class EndsText {
  private EndsText() {}

  /** Such as "3 ended: 2 x status 0, 1 x signal 9; peak 29.0 MiB"; empty where nothing was seen. */
  static String of(Ends ends) {
    List<String> parts = new ArrayList<>();
    if (!ends.unstarted().isEmpty()) {
      parts.add("not started, as Java was told: " + counted(ends.unstarted()));
    }
    if (ends.ended() > 0) {
      parts.add(Quantities.count(ends.ended()) + " ended: " + counted(ends.how()));
    }
    if (ends.oomKilled() > 0) {
      parts.add(Quantities.count(ends.oomKilled()) + " killed by the OOM killer");
    }
    if (ends.perhapsOomKilled() > 0) {
      parts.add(Quantities.count(ends.perhapsOomKilled()) + " perhaps killed by the OOM killer");
    }
    Duration longest = ends.windows().max();
    if (ends.executed() > 0) {
      parts.add("exec after " + Quantities.duration(longest) + " at most");
    }
    if (ends.peakRss() != null) {
      parts.add("peak " + Quantities.bytes(ends.peakRss().count()));
    }
    if (ends.measuredCopy() != null) {
      parts.add("copied " + Quantities.bytes(ends.measuredCopy().count()));
    }
    return String.join("; ", parts);
  }

  private static String counted(SortedMap<String, Long> counts) {
    List<String> ways = new ArrayList<>();
    counts.forEach((way, count) -> ways.add(Quantities.count(count) + " x " + way));
    return String.join(", ", ways);
  }
}
