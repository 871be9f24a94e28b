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
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ProcessTreeTest {
  private static final String SPAWN = Lines.of("children.jsonl").get(1);

  /** A spawn of the process by vfork, from the call site "name: vfork". */
  private static String spawn(String name, long pid, long start, int number, long child, long at) {
    return SPAWN
        .replace("900.4000.1", pid + "." + start + "." + number)
        .replace(
            "\"pid\":900,\"tid\":900,\"start\":4000,\"name\":\"worker\"",
            "\"pid\":" + pid + ",\"start\":" + start + ",\"name\":\"" + name + '"')
        .replace(
            "\"child_pid\":911,\"child_start\":4100",
            "\"child_pid\":" + child + ",\"child_start\":" + at);
  }

  /** make starts two shells, each of which starts a compiler that starts nothing seen. */
  private static final List<String> MAKE =
      List.of(
          spawn("make", 10, 100, 1, 11, 110),
          spawn("make", 10, 100, 2, 12, 120),
          spawn("sh", 11, 110, 1, 13, 130),
          spawn("sh", 12, 120, 1, 14, 140),
          spawn("gcc", 14, 140, 1, 15, 150));

  private static List<String> nodes(Report report) {
    return report.tree().nodes().stream()
        .map(
            node ->
                node.process().name()
                    + " "
                    + node.process().pid()
                    + " below "
                    + node.parent()
                    + ": "
                    + node.processes()
                    + " processes, "
                    + node.spawns()
                    + " spawns, by "
                    + (node.origin() == null ? "-" : node.origin().spawn()))
        .toList();
  }

  @Test
  void hasEachProcessBelowTheOneWhoseSpawnMadeItWithTheSums() {
    assertThat(nodes(Lines.reportOf(MAKE)))
        .containsExactly(
            "make 10 below -1: 4 processes, 5 spawns, by -",
            "sh 11 below 0: 1 processes, 1 spawns, by 10.100.1",
            "sh 12 below 0: 2 processes, 2 spawns, by 10.100.2",
            "gcc 14 below 2: 1 processes, 1 spawns, by 12.120.1");
  }

  @Test
  void isTheSameInWhateverOrderTheLinesCome() {
    List<String> whole = nodes(Lines.reportOf(MAKE));
    Random order = new Random(7);

    for (int i = 0; i < 50; i++) {
      List<String> shuffled = new ArrayList<>(MAKE);
      Collections.shuffle(shuffled, order);
      assertThat(nodes(Lines.reportOf(shuffled))).isEqualTo(whole);
      int cut = order.nextInt(MAKE.size());
      Report one = Lines.reportOf(shuffled.subList(0, cut));
      Report other = Lines.reportOf(shuffled.subList(cut, MAKE.size()));
      assertThat(nodes(one.merge(other))).isEqualTo(whole);
    }
  }

  @Test
  void tellsAProcessFromALaterOneOfThatPidByItsStartTime() {
    Report report =
        Lines.reportOf(
            List.of(
                spawn("make", 10, 100, 1, 11, 110),
                spawn("sh", 11, 110, 1, 13, 130),
                spawn("cron", 11, 990, 1, 17, 999)));

    assertThat(nodes(report))
        .containsExactly(
            "make 10 below -1: 2 processes, 2 spawns, by -",
            "sh 11 below 0: 1 processes, 1 spawns, by 10.100.1",
            "cron 11 below -1: 1 processes, 1 spawns, by -");
  }

  @Test
  void takesAProcessForOneThoughItRunsAnotherProgramLater() {
    String later = spawn("cc1", 11, 110, 2, 16, 160).replace("12:00:10", "12:00:20");

    Report report = Lines.reportOf(List.of(MAKE.get(0), MAKE.get(2), later));

    assertThat(nodes(report))
        .containsExactly(
            "make 10 below -1: 2 processes, 3 spawns, by -",
            "cc1 11 below 0: 1 processes, 2 spawns, by 10.100.1");
  }

  /** What system does: it tells no child, which tells its parent. */
  private static final String SYSTEM =
      MAKE.get(0)
          .replaceFirst("\"child_pid\":11,\"child_start\":110,", "")
          .replace("\"call\":\"fork\"", "\"call\":\"system\"");

  private static String ofParent(String line, long parent, long start) {
    return line.replace(
        ",\"name\"", ",\"parent\":" + parent + ",\"parent_start\":" + start + ",\"name\"");
  }

  @Test
  void findsTheParentThatAProcessNamesWhereItsSpawnNamedNoChild() {
    Report report = Lines.reportOf(List.of(SYSTEM, ofParent(MAKE.get(2), 10, 100)));

    ProcessTree.Node shell = report.tree().nodes().get(1);
    assertThat(shell.parent()).isZero();
    assertThat(shell.origin().callSite().label()).isEqualTo("make: system");
    assertThat(shell.origin().spawn()).isNull();
  }

  @Test
  void doesNotGuessTheCallSiteWhereThereAreTwo() {
    String popen = SYSTEM.replace("10.100.1", "10.100.2").replace("\"system\"", "\"popen\"");

    Report report = Lines.reportOf(List.of(popen, SYSTEM, ofParent(MAKE.get(2), 10, 100)));

    assertThat(report.tree().nodes().get(1).parent()).isZero();
    assertThat(report.tree().nodes().get(1).origin().callSite()).isNull();
  }

  @Test
  void takesNoLaterProcessOfThatPidForTheParent() {
    Report report = Lines.reportOf(List.of(SYSTEM, ofParent(MAKE.get(2), 10, 101)));

    assertThat(report.tree().nodes()).extracting(ProcessTree.Node::parent).containsOnly(-1);
  }

  @Test
  void believesTheSpawnWhereAnotherProcessHasTakenOnTheChild() {
    Report report = Lines.reportOf(List.of(MAKE.get(0), ofParent(MAKE.get(2), 1, 1)));

    assertThat(report.tree().nodes().get(1).origin().spawn()).isEqualTo("10.100.1");
  }

  @Test
  void showsEachProcessOfAForgedCircleOnce() {
    Report report = Lines.reportOf(List.of(spawn("a", 1, 5, 1, 2, 5), spawn("b", 2, 5, 1, 1, 5)));

    assertThat(report.tree().nodes()).hasSize(2);
    assertThat(report.tree().nodes().get(0).processes()).isEqualTo(2);
  }

  @Test
  void isNoDeeperThanItsChainOfProcessesHoweverLong() {
    List<String> chain = new ArrayList<>();
    for (int i = 1; i <= 5003; i++) {
      chain.add(spawn("sh", i, i, 1, i + 1, i + 1));
    }

    Report report = Lines.reportOf(chain);

    assertThat(report.tree().nodes().get(0).processes()).isEqualTo(5003);
    assertThat(TextRenderer.render(report)).contains("... and more; --json has them all.");
  }

  @Test
  void isShownWithProcessesOfOneNameAndCallSiteInOneLine() {
    String text = TextRenderer.render(Lines.reportOf(MAKE)).replaceAll("\n {5,}", " ");

    assertThat(text)
        .containsSubsequence(
            "\nPROCESSES SEEN\n  make (pid 10): 2 spawns; with descendants 4 processes, 5 spawns\n",
            "    sh (2 processes, first pid 11): 2 spawns, started at make: fork;",
            "with descendants 3 processes, 3 spawns",
            "gcc (pid 14): 1 spawn, started at sh: fork\n");
  }

  @Test
  void isInTheJsonReport() throws IOException {
    JsonNode json = new ObjectMapper().readTree(JsonRenderer.render(Lines.reportOf(MAKE)));

    JsonNode shell = json.at("/processes/2");
    assertThat(shell.path("pid").asLong()).isEqualTo(12);
    assertThat(shell.path("start").asLong()).isEqualTo(120);
    assertThat(shell.path("parent_pid").asLong()).isEqualTo(10);
    assertThat(shell.path("parent_start").asLong()).isEqualTo(100);
    assertThat(shell.path("spawn").asText()).isEqualTo("10.100.2");
    assertThat(shell.path("call_site").asText()).isEqualTo("make: fork");
    assertThat(shell.at("/with_descendants/spawns").asLong()).isEqualTo(2);
    assertThat(json.at("/processes/0").has("parent_pid")).isFalse();
  }
}
