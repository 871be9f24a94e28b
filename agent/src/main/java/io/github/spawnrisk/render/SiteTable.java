// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.Durations;
import io.github.spawnrisk.report.Row;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All call sites, a few lines each, those without risk included. */
final class SiteTable {
  private static final String INDENT = " ".repeat(9);
  private static final String REST = INDENT + " ";
  private static final int TREND = 12;

  /** Two, as no interval is wide enough for times on both sides of where they are counted from. */
  private static final int LEAST_TREND = 2;

  private final Page page;

  SiteTable(Page page) {
    this.page = page;
  }

  void add(List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    page.heading("ALL CALL SITES");
    page.line(figures("level", "spawns", "failed", "call", "p50", "p99", "max") + "trend");
    rows.forEach(this::add);
  }

  private void add(Row row) {
    Durations durations = row.durations();
    String figures =
        figures(
            row.level().label(),
            Quantities.count(row.spawns()),
            Quantities.count(row.failed()),
            Page.end(row.call(), 12),
            duration(durations.percentile(50)),
            duration(durations.percentile(99)),
            duration(durations.count() == 0 ? null : durations.max()));
    // Millions of spawns are wider than their column: coarser is better than without the latest.
    int room = Math.max(LEAST_TREND, Math.min(TREND, Page.WIDTH - figures.length()));
    page.line((figures + TrendText.spawns(row.trend(), room)).stripTrailing());
    String command = row.command() == null ? "" : " -> " + row.command();
    page.paragraph(INDENT, REST, row.callSite().label() + command);
    room(row);
    String ends = EndsText.of(row.ends());
    if (!ends.isEmpty()) {
      page.paragraph(INDENT, REST, ends);
    }
  }

  private static String duration(@Nullable Duration duration) {
    return duration == null ? "-" : Quantities.duration(duration);
  }

  /** Why a copy is no risk here: silence alone would have to be believed. */
  private void room(Row row) {
    Bytes exposure = row.worst().copyExposure();
    Bytes headroom = row.worst().headroom();
    if (row.level() == Level.NONE && exposure != null && headroom != null) {
      page.line(
          INDENT
              + "can copy "
              + Quantities.bytes(exposure.count())
              + ", has room for "
              + Quantities.bytes(headroom.count()));
    }
  }

  private static String figures(Object... values) {
    return String.format(Locale.ROOT, "%-8s %7s %6s %-12s %9s %9s %9s  ", values);
  }
}
