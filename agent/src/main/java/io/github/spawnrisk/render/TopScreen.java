// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.CgroupFacts;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A view as lines that fit a terminal: what is left of each limit, then the worst call sites. */
public final class TopScreen {
  private static final int NUMBERS = 49;
  private static final int LEAST_WIDTH = 20;

  private final int width;
  private final boolean colour;
  private final List<String> lines = new ArrayList<>();

  private TopScreen(int width, boolean colour) {
    this.width = Math.max(LEAST_WIDTH, width);
    this.colour = colour;
  }

  /**
   * No line is longer than the width, but for colours.
   *
   * @param height how many lines there is room for; those at the end go
   */
  public static List<String> render(TopView view, int width, int height, boolean colour) {
    TopScreen screen = new TopScreen(width, colour);
    screen.head(view.assessment());
    screen.limits(view.assessment());
    screen.events(view);
    return screen.lines.subList(0, Math.min(Math.max(1, height), screen.lines.size()));
  }

  private void head(Assessment assessment) {
    Attempt attempt = assessment.attempt();
    line(
        attempt.process().label()
            + " (pid "
            + attempt.process().pid()
            + ")  "
            + TextRenderer.time(attempt.time()));
    Level level = attempt.risk().level();
    String verdict =
        "If it called " + attempt.call() + " now: " + AssessmentText.verdict(assessment);
    line(verdict, level, verdict.length());
    line("");
  }

  private void limits(Assessment assessment) {
    Attempt attempt = assessment.attempt();
    OptionalLong exposure = count(attempt.copyExposure());
    line(limit("limit", "needs", "left", "part"));
    CgroupFacts cgroup = attempt.cgroup();
    if (cgroup != null) {
      limit("memory cgroup " + cgroup.path(), exposure, cgroup.room());
      limit("memory.high, which slows", exposure, cgroup.roomBelowHigh());
    }
    limit("machine's memory and swap", exposure, count(attempt.system().headroom()));
    if (attempt.system().overcommitPolicy().orElse(0) == 2) {
      limit(
          "overcommit policy 2",
          count(attempt.memory().commitCharge()),
          attempt.system().commitRoom());
    }
    Reason nearest = assessment.nearest();
    if (nearest != null) {
      line(
          limit(
              "hit first: " + Limits.name(nearest, Math.max(LEAST_WIDTH, width / 2 - 12)),
              Limits.quantity(nearest, nearest.need()),
              Limits.quantity(nearest, nearest.have()),
              Limits.part(nearest)));
    }
    line("");
  }

  private void limit(String name, OptionalLong need, OptionalLong have) {
    if (have.isPresent()) {
      line(limit(name, bytes(need), bytes(have), part(need, have)));
    }
  }

  private static OptionalLong count(@Nullable Bytes bytes) {
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.count());
  }

  private static String bytes(OptionalLong bytes) {
    if (bytes.isEmpty()) {
      return "-";
    }
    return bytes.getAsLong() < 0 ? "none" : Quantities.bytes(bytes.getAsLong());
  }

  private static String part(OptionalLong need, OptionalLong have) {
    return need.isEmpty() ? "-" : Limits.part(need.getAsLong(), have.getAsLong());
  }

  private String limit(String name, String need, String have, String part) {
    int room = Math.max(10, width - 30);
    return String.format(
        Locale.ROOT, "%-" + room + "s %10s %10s %6s", Page.end(name, room), need, have, part);
  }

  private void events(TopView view) {
    line(view.source());
    List<Row> rows = view.report().rows();
    if (rows.isEmpty()) {
      return;
    }
    Level level = view.report().level();
    String sum =
        TextRenderer.counted(view.report().spawns(), "spawn")
            + ", "
            + Quantities.count(rows.stream().mapToLong(Row::failed).sum())
            + " failed, "
            + perSecond(view.rates().all())
            + " a second; worst level "
            + level.label();
    line(sum, level, sum.length());
    line("");
    line(columns("level", "spawns", "a s", "failed", "call", "p99", "call site -> command"));
    for (Row row : rows) {
      Duration p99 = row.durations().percentile(99);
      String site = row.callSite().label() + (row.command() == null ? "" : " -> " + row.command());
      String text =
          columns(
              row.level().label(),
              Quantities.count(row.spawns()),
              perSecond(view.rates().of(row)),
              Quantities.count(row.failed()),
              Page.end(row.call(), 11),
              p99 == null ? "-" : Quantities.duration(p99),
              Page.end(site, Math.max(10, width - NUMBERS - 2)));
      line(text, row.level(), row.level().label().length());
    }
  }

  private static String perSecond(double rate) {
    if (Double.isNaN(rate)) {
      return "-";
    }
    return String.format(Locale.ROOT, rate < 100 ? "%.1f" : "%.0f", rate);
  }

  private static String columns(Object... values) {
    return String.format(Locale.ROOT, "%-8s %7s %5s %6s %-11s %7s  %s", values);
  }

  private void line(String text) {
    line(text, Level.NONE, 0);
  }

  /** Its beginning in the level's colour. */
  private void line(String text, Level level, int coloured) {
    String printable = Printable.escape(text);
    String cut = printable.substring(0, Math.min(width, printable.length())).stripTrailing();
    int end = Math.min(coloured, cut.length());
    String code = Colours.of(level);
    lines.add(
        !colour || code.isEmpty() || end == 0
            ? cut
            : code + cut.substring(0, end) + Colours.PLAIN + cut.substring(end));
  }
}
