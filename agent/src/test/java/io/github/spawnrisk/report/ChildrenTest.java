// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.render.TextRenderer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChildrenTest {
  private static final List<String> LINES = Lines.of("children.jsonl");

  private static Row worker(Report report) {
    return report.rows().stream()
        .filter(row -> row.callSite().label().equals("worker: fork"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void joinsAnEndToItsSpawnThoughItComesFirst() {
    Ends ends = worker(Lines.report("children.jsonl")).ends();

    assertThat(ends.how()).containsExactly(Map.entry("signal 9", 1L), Map.entry("status 0", 1L));
    assertThat(ends.oomKilled()).isEqualTo(1);
    assertThat(ends.ended()).isEqualTo(2);
  }

  @Test
  void keepsTheLongestExecWindow() {
    Ends ends = worker(Lines.report("children.jsonl")).ends();

    assertThat(ends.executed()).isEqualTo(1);
    assertThat(ends.windows().max()).isEqualTo(Duration.ofNanos(3_000_017));
  }

  @Test
  void withdrawsAnExecThatFailed() {
    String failed = LINES.get(2).replace("\"window_ns\"", "\"errno\":13,\"window_ns\"");

    Report report = Lines.reportOf(List.of(LINES.get(1), LINES.get(2), failed));

    assertThat(worker(report).ends().executed()).isZero();
  }

  @Test
  void countsWhatJavaSaidWasNotStarted() {
    String said =
        LINES
            .get(2)
            .replace("\"event\":\"exec\"", "\"event\":\"unstarted\"")
            .replace("\"window_ns\"", "\"exception\":\"java.io.IOException\",\"x\"");
    String named = said.replace("\"x\"", "\"errno\":2,\"error\":\"ENOENT\",\"x\"");

    Report report = Lines.reportOf(List.of(named, LINES.get(1), said, named));

    assertThat(worker(report).ends().unstarted())
        .containsExactly(Map.entry("ENOENT", 2L), Map.entry("IOException", 1L));
    assertThat(TextRenderer.render(report).replaceAll("\\s+", " "))
        .contains("not started, as Java was told: 2 x ENOENT, 1 x IOException");
  }

  @Test
  void doesNotTakeWhatTheParentHeldForTheChildsPeak() {
    assertThat(worker(Lines.report("children.jsonl")).ends().peakRss())
        .isEqualTo(new Bytes(52_428_800));
    assertThat(worker(Lines.reportOf(List.of(LINES.get(1), LINES.get(5)))).ends().peakRss())
        .isNull();
  }

  @Test
  void countsAsUnobservedWhatNoProcessSawStart() {
    assertThat(Lines.report("children.jsonl").completeness().unobservedChildren()).isEqualTo(1);
  }

  @Test
  void givesTheSameReportInEveryOrder() {
    Report whole = Lines.reportOf(LINES);

    for (int turn = 1; turn < LINES.size(); turn++) {
      List<String> turned = new ArrayList<>(LINES);
      Collections.rotate(turned, turn);
      assertThat(Lines.reportOf(turned)).isEqualTo(whole);
    }
  }

  @Test
  void findsWhatWasJudgedOfAChildAtTheCallThatMadeIt() {
    Row row = worker(Lines.report("children.jsonl"));

    assertThat(row.findings()).containsOnlyKeys("OOM_KILLED", "NO_EXEC");
    assertThat(row.level()).isEqualTo(Level.CRITICAL);
    assertThat(row.ends().measuredCopy()).isEqualTo(new Bytes(12_337_153));
  }

  @Test
  void takesTheLargestCopyOfAChildThatGaveMemoryBackLater() {
    String copy =
        LINES.stream().filter(line -> line.contains("\"copy\"")).findFirst().orElseThrow();
    String later =
        copy.replaceFirst("\"measured_copy\":\\d+", "\"measured_copy\":4099")
            .replaceFirst("\"lived_ns\":\\d+", "\"lived_ns\":90000000000");
    List<String> both = new ArrayList<>(LINES);
    both.add(later);

    assertThat(worker(Lines.reportOf(both)).ends().measuredCopy()).isEqualTo(new Bytes(12_337_153));
  }

  @Test
  void joinsWhatIsInDifferentReports() {
    for (int cut = 0; cut <= LINES.size(); cut++) {
      Report one = Lines.reportOf(LINES.subList(0, cut));
      Report other = Lines.reportOf(LINES.subList(cut, LINES.size()));
      assertThat(one.merge(other)).isEqualTo(Lines.reportOf(LINES));
      assertThat(other.merge(one)).isEqualTo(Lines.reportOf(LINES));
    }
  }

  @Test
  void saysInTheReportWhatBecameOfChildren() {
    String text = TextRenderer.render(Lines.report("children.jsonl")).replaceAll("\\s+", " ");

    assertThat(text)
        .contains("2 ended: 1 x signal 9, 1 x status 0; 1 killed by the OOM killer; exec after")
        .contains("exec after 3.0 ms at most; peak 50.0 MiB")
        .contains("This is not the whole picture: 1 child unobserved.")
        .contains("convert (pid 911): 1 spawn, started at worker: fork");
  }
}
