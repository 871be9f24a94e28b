// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.Prefork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes are named by pid and start here: 10 is born at 1000, 11 of it at 1100, and so on. */
final class AdoptionsTest {
  private static final int CLONE_PARENT = 0x8000 | 17;

  @TempDir private Path folder;

  private static String process(long pid, long start) {
    return "\"process\":{\"pid\":%d,\"tid\":%d,\"start\":%d}".formatted(pid, pid, start);
  }

  private static String begin(String event, int second) {
    return "{\"schema\":1,\"event\":\"%s\",\"time\":\"2026-01-31T12:00:%02dZ\","
        .formatted(event, second);
  }

  private static String spawn(
      int second, long pid, long start, String how, long child, long childStart) {
    return begin("spawn", second)
        + "\"id\":\"%d.%d.%d\",%s,".formatted(pid, start, second, process(pid, start))
        + "\"call\":\"fork\",%s,\"copies_memory\":true,".formatted(how)
        + "\"child_pid\":%d,\"child_start\":%d,".formatted(child, childStart)
        + "\"risk\":{\"level\":\"none\",\"reasons\":[]}}";
  }

  private static String fork(int second, long pid, long start, long child, long childStart) {
    return spawn(second, pid, start, "\"mechanism\":\"fork\"", child, childStart);
  }

  private static String exit(int second, long pid, long start, String spawn, long child) {
    return begin("exit", second)
        + "\"spawn\":\"%s\",%s,\"child_pid\":%d,\"status\":0}"
            .formatted(spawn, process(pid, start), child);
  }

  private static String unobserved(int second, long pid, long start, long child) {
    return begin("unobserved", second)
        + "%s,\"child_pid\":%d,\"status\":0}".formatted(process(pid, start), child);
  }

  /** However the lines come, and however they are spread over files. */
  private static long strangers(String... lines) {
    List<String> turned = new ArrayList<>(List.of(lines));
    long expected = Lines.reportOf(turned).completeness().unobservedChildren();
    for (int turn = 0; turn < lines.length; turn++) {
      Collections.rotate(turned, 1);
      Report one = Lines.reportOf(turned.subList(0, turn));
      Report both = one.merge(Lines.reportOf(turned.subList(turn, lines.length)));
      assertThat(Lines.reportOf(turned).completeness().unobservedChildren()).isEqualTo(expected);
      assertThat(both.completeness().unobservedChildren()).isEqualTo(expected);
    }
    return expected;
  }

  @Test
  void countsAChildWhosePidAnotherContainerHasToo() {
    assertThat(strangers(fork(1, 1, 420560, 2, 420562), unobserved(2, 1, 420563, 2))).isEqualTo(1);
  }

  @Test
  void countsAChildWhosePidADescendantInAnotherContainerHasToo() {
    assertThat(
            strangers(
                fork(1, 1, 1000, 2, 1100),
                fork(2, 2, 1100, 3, 1200),
                exit(3, 1, 1000, "1.1000.1", 2),
                unobserved(4, 1, 1001, 3)))
        .isEqualTo(1);
  }

  @Test
  void knowsAnOrphanWhoseParentHasEndedByASpawnOfThatOne() {
    assertThat(
            strangers(
                fork(1, 10, 1000, 11, 1100),
                fork(2, 11, 1100, 12, 1200),
                exit(3, 10, 1000, "10.1000.1", 11),
                unobserved(4, 10, 1000, 12)))
        .isZero();
  }

  @Test
  void knowsAnOrphanOfAnOrphan() {
    assertThat(
            strangers(
                fork(1, 10, 1000, 11, 1100),
                fork(2, 11, 1100, 12, 1200),
                fork(3, 12, 1200, 13, 1300),
                exit(4, 10, 1000, "10.1000.1", 11),
                unobserved(5, 10, 1000, 12),
                unobserved(6, 10, 1000, 13)))
        .isZero();
  }

  @Test
  void countsAChildWhoseParentHasNotEndedAsFarAsWasSeen() {
    String[] family = {fork(1, 10, 1000, 11, 1100), fork(2, 11, 1100, 12, 1200)};
    String reaped = unobserved(4, 10, 1000, 12);

    assertThat(strangers(family[0], family[1], reaped)).isEqualTo(1);
    assertThat(strangers(family[0], family[1], reaped, exit(5, 10, 1000, "10.1000.1", 11)))
        .isEqualTo(1);
  }

  @Test
  void countsAnOrphanThatNoAncestorReaped() {
    assertThat(
            strangers(
                fork(1, 10, 1000, 11, 1100),
                fork(2, 11, 1100, 12, 1200),
                exit(3, 10, 1000, "10.1000.1", 11),
                unobserved(4, 20, 1000, 12)))
        .isEqualTo(1);
  }

  @Test
  void knowsAChildThatWasMadeItsMakersParentsBySpawnsFlagsAlone() {
    String parent = ",\"parent\":10,\"parent_start\":1000}";
    String flags = "\"mechanism\":\"clone\",\"clone_flags\":%d";
    String sibling =
        spawn(2, 11, 1100, flags.formatted(CLONE_PARENT), 12, 1200)
            .replaceFirst("(\"start\":1100)}", "$1" + parent);
    String child = sibling.replace("" + CLONE_PARENT, "17");
    String reaped = unobserved(3, 10, 1000, 12);

    assertThat(strangers(sibling, reaped)).isZero();
    assertThat(strangers(child, reaped)).isEqualTo(1);
    assertThat(strangers(sibling, unobserved(3, 11, 1100, 12))).isEqualTo(1);
  }

  @Test
  void knowsAChildThatItsReaperMadeBeforeItRanAnotherProgram() {
    assertThat(strangers(fork(1, 10, 1000, 11, 1100), unobserved(2, 10, 1000, 11))).isZero();
  }

  @Test
  void countsAChildThatWasReapedBeforeTheSpawn() {
    assertThat(strangers(fork(3, 10, 1000, 11, 1100), unobserved(2, 10, 1000, 11))).isEqualTo(1);
  }

  @Test
  void countsTheSecondEndOfOnePid() {
    assertThat(
            strangers(
                fork(1, 10, 1000, 11, 1100),
                unobserved(2, 10, 1000, 11),
                unobserved(3, 10, 1000, 11)))
        .isEqualTo(1);
  }

  @Test
  void countsAChildWhosePidALaterSpawnHasTaken() {
    String first = fork(1, 10, 1000, 11, 1100);
    String reaped = unobserved(4, 10, 1000, 11);

    assertThat(strangers(first, fork(2, 20, 900, 11, 1300), reaped)).isEqualTo(1);
    assertThat(
            strangers(
                first, fork(2, 10, 1000, 11, 1300), exit(3, 10, 1000, "10.1000.2", 11), reaped))
        .isEqualTo(1);
    assertThat(strangers(first, fork(5, 20, 900, 11, 1300), reaped)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"subreaper", "clone", "before"})
  void knowsRealChildrenThatCameToTheirReaperInSuchAWay(String how)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log.jsonl");
    ProcessBuilder python =
        new ProcessBuilder("/usr/bin/python3", "-B", Lines.file("adopted.py").toString(), how);
    python.environment().put("LD_PRELOAD", Prefork.LIBRARY.toString());
    python.environment().put("SPAWNRISK_LOG", log.toString());

    int status = python.inheritIO().start().waitFor();

    List<String> lines = Files.readAllLines(log);
    assertThat(status).isZero();
    assertThat(lines).filteredOn(line -> line.contains("\"event\":\"unobserved\"")).isNotEmpty();
    assertThat(lines).filteredOn(line -> line.contains("\"event\":\"spawn\"")).hasSize(2);
    assertThat(Lines.reportOf(lines).completeness().unobserved()).isEmpty();
  }
}
