// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.Row;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** All call sites, one or two lines each, those without risk included. */
final class SiteTable {
  private static final int NUMBERS = 48;
  private static final int INDENT = 24;
  private static final int NAME = Page.WIDTH - NUMBERS;

  private final Page page;

  SiteTable(Page page) {
    this.page = page;
  }

  void add(List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    page.heading("ALL CALL SITES");
    page.line(columns("level", "spawns", "failed", "call", "max time", "call site -> command"));
    rows.forEach(this::add);
  }

  private void add(Row row) {
    String command = row.command() == null ? "" : " -> " + row.command();
    String both = row.callSite().label() + command;
    boolean fits = Printable.escape(both).length() <= NAME;
    Duration mean = row.durations().mean();
    page.line(
        columns(
            row.level().label(),
            Quantities.count(row.spawns()),
            Quantities.count(row.failed()),
            Page.end(row.call(), 12),
            mean == null ? "-" : Quantities.duration(row.durations().max()),
            fits ? both : Page.end(row.callSite().label(), NAME)));
    if (!fits && !command.isEmpty()) {
      page.line(" ".repeat(NUMBERS) + Page.end(command, NAME));
    }
    room(row);
    String ends = EndsText.of(row.ends());
    if (!ends.isEmpty()) {
      page.paragraph(" ".repeat(INDENT), " ".repeat(INDENT), ends);
    }
  }

  /** Why a copy is no risk here: silence alone would have to be believed. */
  private void room(Row row) {
    Bytes exposure = row.worst().copyExposure();
    Bytes headroom = row.worst().headroom();
    if (row.level() == Level.NONE && exposure != null && headroom != null) {
      page.line(
          " ".repeat(INDENT)
              + "can copy "
              + Quantities.bytes(exposure.count())
              + ", has room for "
              + Quantities.bytes(headroom.count()));
    }
  }

  private static String columns(Object... values) {
    return String.format(Locale.ROOT, "%-8s %7s %6s %-12s %9s  %s", values);
  }
}
