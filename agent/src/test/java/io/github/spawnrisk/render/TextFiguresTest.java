// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.Durations;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The figures of a call site in the text are those of the report. */
final class TextFiguresTest {
  private static final String SPAWN = Lines.of("service.jsonl").get(1);
  private static final long BEGIN = 1_790_000_000; // an interval of 16 s begins there

  private static String at(long second, String duration) {
    return SPAWN
        .replaceFirst("\"time\":\"[^\"]*\"", "\"time\":\"" + Instant.ofEpochSecond(second) + '"')
        .replaceFirst("\"duration_ns\":\\d+", "\"duration_ns\":" + duration);
  }

  private static String flat(String text) {
    return text.replaceAll("\\s+", " ");
  }

  @Test
  void ofMillionsOfCallsTheTableHasTheWholeCourseInFewerColumns() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lines.add(
          at(BEGIN + i * 16L, "1000000")
              .replaceFirst(
                  "\"child_pid\":\\d+", "\"errno\":12,\"error\":\"ENOMEM\",\"repeats\":30000000"));
    }

    String text = TextRenderer.render(Lines.reportOf(lines));

    assertThat(text.lines().filter(line -> line.startsWith("warning  360,000,000")).toList())
        .singleElement()
        .asString()
        .hasSizeLessThanOrEqualTo(80)
        .contains("  @@")
        .endsWith("@");
  }

  @Test
  void hasThePercentilesOfACallInItsSectionAndInTheTable() {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      lines.add(at(BEGIN, i + "000000"));
    }
    Report report = Lines.reportOf(lines);
    Durations durations = report.rows().get(0).durations();
    String p50 = Quantities.duration(durations.percentile(50));
    String p99 = Quantities.duration(durations.percentile(99));

    String text = flat(TextRenderer.render(report));

    assertThat(p50).isNotEqualTo(p99);
    assertThat(text)
        .contains(
            "Fork stall (the whole call): 100.5 ms on average, p50 "
                + p50
                + ", p99 "
                + p99
                + ", 200.0 ms at most.")
        .contains("warning 200 0 fork " + p50 + " " + p99 + " 200.0 ms @");
  }

  @Test
  void callsItAForkStallOnlyWhereTheCallCopies() {
    String shared = SPAWN.replace("\"copies_memory\":true", "\"copies_memory\":false");

    assertThat(flat(TextRenderer.render(Lines.reportOf(List.of(shared)))))
        .contains("The call took: 20.5 ms on average")
        .doesNotContain("Fork stall");
  }

  @Test
  void hasTheExecWindowsOfTheChildren() {
    assertThat(flat(TextRenderer.render(Lines.report("children.jsonl")))).contains("Exec window: ");
  }

  @Test
  void drawsHowItWentOverTime() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      lines.add(at(BEGIN, "5000000"));
    }
    lines.add(at(BEGIN + 1, "20000000"));
    lines.add(at(BEGIN + 3, "10000000").replaceFirst("\"usage\":\\d+", "\"usage\":1622147072"));

    assertThat(TextRenderer.render(Lines.reportOf(lines)))
        .contains(
            """
               Over time, from 2026-09-21 14:13:20 UTC on, a column each 1 s:
                 spawns   |@. .|  1 to 8
            """,
            "     headroom |@@ .|  1.0 MiB to 364.0 MiB\n",
            "     longest  |:@ =|  5.0 ms to 20.0 ms\n");
  }

  @Test
  void tellsTheLatestStateBesideTheWorst() {
    String later =
        at(BEGIN, "5000000").replaceFirst("\"commit_charge\":\\d+", "\"commit_charge\":1048576");

    assertThat(flat(TextRenderer.render(Lines.reportOf(List.of(SPAWN, later)))))
        .containsSubsequence(
            "At the worst, in ",
            "The latest, 2026-09-21 14:13:20 UTC, in ",
            "commit charge 1.0 MiB, copy exposure ");
    assertThat(TextRenderer.render(Lines.reportOf(List.of(SPAWN)))).doesNotContain("The latest, ");
  }

  @Test
  void tellsOfHowManySpawnsEachFindingIsTrue() {
    assertThat(
            flat(TextRenderer.render(Lines.reportOf(List.of(SPAWN, at(BEGIN, "1000000"), SPAWN)))))
        .contains("Found: 3 x OOM_POSSIBLE")
        .contains("first at ")
        .contains("last at 2026-09-21 14:13:20 UTC");
  }

  @Property(tries = 200)
  void fitsEightyColumnsWhateverTheTimes(
      @ForAll @Size(min = 1, max = 12) List<@LongRange(min = 0, max = 4_000_000_000L) Long> seconds,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long duration) {
    Report report =
        Lines.reportOf(
            seconds.stream().map(second -> at(second, Long.toString(duration))).toList());

    String text = TextRenderer.render(report);

    assertThat(text.lines()).allMatch(line -> line.matches("[ -~]{0,80}"));
    assertThat(report.rows().stream().mapToLong(Row::spawns).sum()).isEqualTo(seconds.size());
  }
}
