// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.Trend;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** How a call site went over time, a character for each interval. */
final class TrendText {
  private static final int COLUMNS = 32;
  private static final String INDENT = "   ";
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  /** Nothing, then eighths of the largest, each darker than the one before. */
  private static final String SHADES = "_.:-=+*#@";

  private TrendText() {}

  /** Lines of one figure each; nothing where all came in one interval. */
  static void add(Page page, Trend whole) {
    Trend trend = whole.within(COLUMNS);
    List<Trend.Interval> intervals = trend.intervals();
    if (intervals.size() < 2) {
      return;
    }
    page.paragraph(
        INDENT,
        INDENT,
        "Over time, from "
            + TextRenderer.time(intervals.get(0).start())
            + " on, a column each "
            + span(trend.interval())
            + ":");
    line(page, trend, "spawns", Trend.Interval::spawns, Quantities::count);
    if (intervals.stream().anyMatch(interval -> interval.failures() > 0)) {
      line(page, trend, "failed", Trend.Interval::failures, Quantities::count);
    }
    boolean copies = intervals.stream().anyMatch(interval -> interval.exposure() != null);
    if (copies) {
      line(page, trend, "exposure", interval -> count(interval.exposure()), Quantities::bytes);
    } else {
      line(page, trend, "charge", interval -> count(interval.commitCharge()), Quantities::bytes);
    }
    line(page, trend, "headroom", interval -> count(interval.headroom()), Quantities::bytes);
    line(
        page,
        trend,
        "longest",
        interval -> interval.duration() == null ? null : interval.duration().toNanos(),
        nanoseconds -> Quantities.duration(Duration.ofNanos(nanoseconds)));
  }

  private static void line(
      Page page,
      Trend trend,
      String name,
      Function<Trend.Interval, @Nullable Long> figure,
      LongFunction<String> words) {
    long[] known =
        trend.intervals().stream()
            .map(figure)
            .filter(value -> value != null)
            .mapToLong(Long::longValue)
            .toArray();
    if (known.length == 0) {
      return;
    }
    String least = words.apply(Arrays.stream(known).min().orElse(0));
    String most = words.apply(Arrays.stream(known).max().orElse(0));
    page.line(
        String.format(
            Locale.ROOT,
            "%s  %-9s|%s|  %s",
            INDENT,
            name,
            shades(trend, figure),
            least.equals(most) ? most : least + " to " + most));
  }

  /** The spawns of a table's row in so many columns at most. */
  static String spawns(Trend trend, int columns) {
    return shades(trend.within(columns), Trend.Interval::spawns);
  }

  /** A blank where there was no call, or none that tells. */
  private static String shades(Trend trend, Function<Trend.Interval, @Nullable Long> figure) {
    List<Trend.Interval> intervals = trend.intervals();
    OptionalLong most =
        intervals.stream()
            .map(figure)
            .filter(value -> value != null)
            .mapToLong(Long::longValue)
            .max();
    StringBuilder line = new StringBuilder();
    for (Trend.Interval interval : intervals) {
      Duration since = Duration.between(intervals.get(0).start(), interval.start());
      pad(line, since.dividedBy(trend.interval()));
      Long value = figure.apply(interval);
      line.append(value == null ? ' ' : shade(value, most.orElse(0)));
    }
    return line.toString();
  }

  private static void pad(StringBuilder line, long columns) {
    while (line.length() < columns) {
      line.append(' ');
    }
  }

  private static char shade(long value, long most) {
    int last = SHADES.length() - 1;
    return SHADES.charAt(
        value == 0 ? 0 : Math.max(1, (int) Math.ceil((double) value / most * last)));
  }

  private static @Nullable Long count(@Nullable Bytes bytes) {
    return bytes == null ? null : bytes.count();
  }

  /** Intervals are powers of two of seconds: no round numbers. */
  private static String span(Duration span) {
    double seconds = span.toSeconds();
    if (seconds < 2 * MINUTE) {
      return span.toSeconds() + " s";
    }
    if (seconds < 2 * HOUR) {
      return String.format(Locale.ROOT, "%.1f min", seconds / MINUTE);
    }
    return seconds < 2 * DAY
        ? String.format(Locale.ROOT, "%.1f h", seconds / HOUR)
        : String.format(Locale.ROOT, "%.1f days", seconds / DAY);
  }
}
