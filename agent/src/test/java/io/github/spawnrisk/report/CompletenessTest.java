// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spawnrisk.Lines;
import io.github.spawnrisk.render.JsonRenderer;
import io.github.spawnrisk.render.TextRenderer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CompletenessTest {
  private static final List<String> CHILDREN = Lines.of("children.jsonl");
  private static final String SPAWN = CHILDREN.get(1);
  private static final String EXEC = CHILDREN.get(2);
  private static final String CLEARED =
      SPAWN.replace("\"duration_ns\"", "\"command\":\"cgi\",\"followed\":false,\"duration_ns\"");
  private static final String LEFT =
      EXEC.replace("\"window_ns\"", "\"followed\":false,\"window_ns\"");
  private static final String BECAME =
      "{\"schema\":1,\"event\":\"unfollowed\",\"time\":\"2026-01-31T12:00:11Z\","
          + "\"process\":{\"pid\":911,\"tid\":911,\"start\":4100},\"command\":\"true\","
          + "\"followed\":false}";

  private static String failed(String line) {
    return line.replace("\"followed\"", "\"errno\":13,\"error\":\"EACCES\",\"followed\"");
  }

  private static List<LostTrail> lost(String... lines) {
    return Lines.reportOf(List.of(lines)).completeness().lostTrails();
  }

  private static LostTrail one(String site, String command) {
    return new LostTrail(new CallSite(site), command, 1);
  }

  @Test
  void losesTheTrailAtASpawnThatClearsTheEnvironment() {
    assertThat(lost(CLEARED)).containsExactly(one("worker: fork", "cgi"));
    assertThat(lost(CLEARED.replace("false", "true"))).isEmpty();
    assertThat(lost(SPAWN)).isEmpty();
  }

  @Test
  void losesTheTrailAtAChildsExecThatClearsTheEnvironment() {
    assertThat(lost(SPAWN, LEFT)).containsExactly(one("worker: fork", "convert"));
    assertThat(lost(LEFT, SPAWN)).containsExactly(one("worker: fork", "convert"));
  }

  @Test
  void losesTheTrailWhereAProgramBecomesAnotherWithAClearedEnvironment() {
    assertThat(lost(SPAWN, BECAME)).containsExactly(one("worker: fork", "true"));
    assertThat(lost(BECAME, SPAWN)).containsExactly(one("worker: fork", "true"));
    assertThat(lost(BECAME)).containsExactly(one("process 911: exec", "true"));
  }

  @Test
  void doesNotLoseTheTrailAtAnExecThatFailed() {
    assertThat(lost(SPAWN, LEFT, failed(LEFT))).isEmpty();
    assertThat(lost(SPAWN, failed(BECAME), BECAME)).isEmpty();
  }

  @Test
  void isTheSameHoweverTheLinesAreSpreadOverReports() {
    List<String> lines = new ArrayList<>(CHILDREN);
    lines.addAll(List.of(LEFT, BECAME, BECAME, failed(BECAME)));
    Report whole = Lines.reportOf(lines);

    for (int turn = 0; turn < lines.size(); turn++) {
      Collections.rotate(lines, 1);
      for (int cut = 0; cut <= lines.size(); cut++) {
        Report one = Lines.reportOf(lines.subList(0, cut));
        Report merged = one.merge(Lines.reportOf(lines.subList(cut, lines.size())));
        assertThat(merged).isEqualTo(whole);
        assertThat(merged.completeness()).isEqualTo(whole.completeness());
      }
    }
  }

  @Test
  void countsEndsThatWereNotSeen() {
    assertThat(Lines.report("children.jsonl").completeness().endsNotSeen()).isEqualTo(1);
    assertThat(Lines.report("refused.jsonl").completeness().endsNotSeen()).isZero();
  }

  @Test
  void namesTheProcessesThatReapedUnobservedChildren() {
    assertThat(Lines.report("children.jsonl").completeness().unobserved())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.process().label()).isEqualTo("worker");
              assertThat(one.process().pid()).isEqualTo(900);
              assertThat(one.count()).isEqualTo(1);
            });
  }

  @Test
  void isSaidAtTheTopAndInASectionOfItsOwn() {
    List<String> lines = new ArrayList<>(CHILDREN);
    lines.add(BECAME);

    String text = TextRenderer.render(Lines.reportOf(lines)).replaceAll("\\s+", " ");

    assertThat(text)
        .containsSubsequence(
            "This is not the whole picture: 1 child unobserved, 1 trail lost.",
            "COMPLETENESS 3 spawns seen 1 end of children not seen",
            "1 child unobserved, whose start no door saw",
            ": 1 reaped by worker (pid 900)",
            "1 trail lost, at programs that got an environment without the library:",
            "1 x true at worker: fork",
            "0 events lost",
            "0 lines not read");
  }

  @Test
  void saysThatLostEventsMayHaveToldOfMore() {
    List<String> lines = new ArrayList<>(CHILDREN);
    lines.add(
        "{\"schema\":1,\"event\":\"loss\",\"time\":\"2026-01-31T12:00:00Z\",\"process\":"
            + "{\"pid\":901,\"tid\":901,\"start\":7},\"lost\":1,\"why\":\"EACCES\"}");

    String text = TextRenderer.render(Lines.reportOf(lines)).replaceAll("\\s+", " ");

    assertThat(text)
        .contains(
            "0 trails lost 1 event lost, which may have told of more spawns, ends, unobserved"
                + " children and lost trails");
  }

  @Test
  void isInTheJsonReportWithAllItsNumbers() throws IOException {
    List<String> lines = new ArrayList<>(CHILDREN);
    lines.add(BECAME);

    JsonNode json =
        new ObjectMapper()
            .readTree(JsonRenderer.render(Lines.reportOf(lines)))
            .path("completeness");

    assertThat(json.path("spawns").asLong()).isEqualTo(3);
    assertThat(json.path("ends_not_seen").asLong()).isEqualTo(1);
    assertThat(json.path("unobserved").asLong()).isEqualTo(1);
    assertThat(json.at("/unobserved_in/0/name").asText()).isEqualTo("worker");
    assertThat(json.path("unfollowed").asLong()).isEqualTo(1);
    assertThat(json.at("/lost_trails/0/call_site").asText()).isEqualTo("worker: fork");
    assertThat(json.path("lost_events").asLong()).isZero();
    assertThat(json.path("unread_lines").asLong()).isZero();
  }
}
