// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PipelineTest {
  private static final List<String> SERVICE = Lines.of("service.jsonl");

  private static String withCharge(String line, long charge) {
    return line.replace("\"commit_charge\":2270167040", "\"commit_charge\":" + charge);
  }

  @Test
  void countsSpawnsByCallSiteCommandAndMechanism() {
    Report report = Lines.report("service.jsonl");

    assertThat(report.rows())
        .extracting(row -> row.callSite().label(), Row::command, Row::mechanism, Row::spawns)
        .containsExactly(
            tuple("com.acme.images.Thumbnails.render:88", "convert", "fork", 3L),
            tuple("com.acme.images.Probe.alive:17", "true", "vfork", 3L));
  }

  @Test
  void countsEachFailureThatALineStandsFor() {
    String refused = Lines.of("refused.jsonl").get(0);
    String many = refused.replace("\"errno\":12", "\"repeats\":15992,\"errno\":12");

    Report report = Lines.reportOf(List.of(refused, many));

    assertThat(report.rows())
        .extracting(Row::spawns, Row::failed)
        .containsExactly(tuple(15993L, 15993L));
    assertThat(report.spawns()).isEqualTo(15993);
  }

  @Test
  void tellsPosixSpawnFromVforkThoughBothAskTheKernelForTheSame() {
    String safe = SERVICE.get(2);
    String other = safe.replace("\"call\":\"posix_spawn\"", "\"call\":\"vfork\"");

    Report report = Lines.reportOf(List.of(safe, other));

    assertThat(report.rows())
        .extracting(Row::call, Row::mechanism)
        .containsExactly(tuple("posix_spawn", "vfork"), tuple("vfork", "vfork"));
  }

  @Test
  void keepsTheWorstLevelAndThatOfSafeCallSitesAtNone() {
    Report report = Lines.report("service.jsonl");

    assertThat(report.rows()).extracting(Row::level).containsExactly(Level.WARNING, Level.NONE);
    assertThat(report.atRisk()).isTrue();
  }

  @Test
  void measuresDurations() {
    Durations durations = Lines.report("service.jsonl").rows().get(0).durations();

    assertThat(durations.count()).isEqualTo(3);
    assertThat(durations.max()).isEqualTo(Duration.ofNanos(22_512_774));
    assertThat(durations.mean()).isEqualTo(Duration.ofNanos(21_512_771));
  }

  @Test
  void keepsTheEventWithTheLargestExcess() {
    String worse = SERVICE.get(1).replace("\"have\":381681664", "\"have\":81681649");

    Report report = Lines.reportOf(List.of(SERVICE.get(1), worse, SERVICE.get(4)));

    Finding finding = report.rows().get(0).findings().get("OOM_POSSIBLE");
    assertThat(finding.worst().have()).hasValue(81_681_649);
    assertThat(finding.count()).isEqualTo(3);
  }

  @Test
  void keepsTheLargestAndTheLatestCommitCharge() {
    Report report =
        Lines.reportOf(
            List.of(withCharge(SERVICE.get(1), 4_000_000_007L), withCharge(SERVICE.get(4), 7)));

    Row row = report.rows().get(0);
    assertThat(row.commitCharge()).isEqualTo(new Bytes(4_000_000_007L));
    assertThat(row.latest().memory().commitCharge()).isEqualTo(new Bytes(7));
  }

  @Test
  void countsFailuresByError() {
    Row row = Lines.report("refused.jsonl").rows().get(0);

    assertThat(row.failures()).containsExactly(Map.entry("ENOMEM", 2L));
    assertThat(row.notAssessed()).containsExactly("OOM_POSSIBLE");
  }

  @Test
  void ranksByLevelFirst() {
    Report report = Lines.report("redis.jsonl", "service.jsonl", "refused.jsonl");

    assertThat(report.rows())
        .extracting(Row::level)
        .containsExactly(Level.CRITICAL, Level.WARNING, Level.NONE, Level.NONE);
  }

  @Test
  void ranksByNeedOverHaveAmongEquals() {
    String worse =
        SERVICE
            .get(1)
            .replace("\"have\":381681664", "\"have\":1000003")
            .replace("render:88", "x:1");

    Report report = Lines.reportOf(List.of(SERVICE.get(1), worse));

    assertThat(report.rows().get(0).callSite().label()).isEqualTo("com.acme.images.Thumbnails.x:1");
  }

  @Test
  void saysThatAForkThatWasWarnedOfNeverReturned() {
    Report report = Lines.report("killed_inside_fork.jsonl");

    assertThat(report.unreturned()).hasSize(1);
    assertThat(report.rows().get(0).unreturned()).isEqualTo(1);
    assertThat(report.rows().get(0).spawns()).isZero();
    assertThat(report.atRisk()).isTrue();
  }

  @Test
  void forgetsAWarningWhoseSpawnCame() {
    assertThat(Lines.report("service.jsonl").unreturned()).isEmpty();
  }

  @Test
  void forgetsAWarningWhoseSpawnCameFirst() {
    assertThat(Lines.reportOf(List.of(SERVICE.get(1), SERVICE.get(0))).unreturned()).isEmpty();
  }

  @Test
  void keepsLosses() {
    assertThat(Lines.report("loss.jsonl").losses())
        .containsExactly(
            new LostEvents("java", "ENOSPC", 3, Instant.parse("2026-01-31T12:03:00.5Z")));
  }

  @Test
  void remembersEachProcess() {
    assertThat(Lines.report("service.jsonl", "redis.jsonl").processes())
        .extracting(ProcessSeen::pid)
        .containsExactly(4711L, 812L);
  }

  @Test
  void givesASnapshotThatLaterEventsLeaveAlone() {
    Pipeline pipeline = new Pipeline();
    pipeline.accept(Lines.event(SERVICE.get(1)));
    Report before = pipeline.report();

    pipeline.accept(Lines.event(SERVICE.get(4)));

    assertThat(before.spawns()).isEqualTo(1);
    assertThat(pipeline.report().spawns()).isEqualTo(2);
  }

  private static String from(String line, int site) {
    return line.replace("\"id\":\"", "\"id\":\"" + site)
        .replace("\"spawn\":\"", "\"spawn\":\"" + site)
        .replace("render:88", "render:" + site)
        .replace("\"convert\"", "\"convert" + site + '"');
  }

  private static Report bounded(int most, Iterable<String> lines) {
    Pipeline pipeline = new Pipeline(most);
    lines.forEach(line -> pipeline.accept(Lines.event(line)));
    return pipeline.report();
  }

  @Test
  void withABoundPutsWhatComesBeyondItIntoOneRowForEachCall() {
    String safe = SERVICE.get(2).replace("Probe.alive:17", "Thumbnails.render:88");
    List<String> lines =
        IntStream.range(0, 1009)
            .mapToObj(site -> from(site == 1000 ? SERVICE.get(1) : safe, site))
            .toList();

    Report report = bounded(13, lines);

    assertThat(report.rows()).hasSize(15);
    assertThat(report.hasOthers()).isTrue();
    assertThat(report.spawns()).isEqualTo(1009);
    Row worst = report.rows().get(0);
    assertThat(worst.callSite()).isEqualTo(CallSite.OTHERS);
    assertThat(worst.command()).isNull();
    assertThat(worst.call()).isEqualTo("fork");
    assertThat(worst.level()).isEqualTo(Level.WARNING);
    assertThat(worst.findings()).containsKey("OOM_POSSIBLE");
    assertThat(report.rows().get(1).callSite()).isEqualTo(CallSite.OTHERS);
    assertThat(report.rows().get(1).spawns()).isEqualTo(995);
  }

  @Test
  void withoutABoundKeepsEachCallSite() {
    Report report =
        Lines.reportOf(
            IntStream.range(0, 1009).mapToObj(site -> from(SERVICE.get(1), site)).toList());

    assertThat(report.rows()).hasSize(1009);
    assertThat(report.hasOthers()).isFalse();
  }

  @Test
  void withABoundKeepsTheFirstCallSitesApart() {
    Report report = bounded(2, SERVICE);

    assertThat(report).isEqualTo(Lines.report("service.jsonl"));
    assertThat(report.hasOthers()).isFalse();
  }

  @Test
  void withABoundCountsACallThatNeverReturnedThoughItsWarningHasNoRoom() {
    String warning = Lines.of("killed_inside_fork.jsonl").get(0);

    Report report =
        bounded(7, IntStream.range(0, 1009).mapToObj(site -> from(warning, site)).toList());

    assertThat(report.unreturned()).hasSize(7);
    assertThat(report.rows()).extracting(Row::unreturned).containsExactly(1009L);
  }

  @Test
  void withABoundKeepsSoManyProcessesLossesAndUnreadLines() {
    Pipeline pipeline = new Pipeline(7);
    String loss = Lines.of("loss.jsonl").get(0);
    for (int i = 0; i < 1009; i++) {
      pipeline.accept(Lines.event(loss.replace("\"name\":\"java\"", "\"name\":\"java" + i + '"')));
      pipeline.unread("this process", i + 1, "odd " + i);
    }

    Report report = pipeline.report();

    assertThat(report.processes()).hasSize(8).extracting("name").contains("other processes");
    assertThat(report.losses()).hasSize(8).extracting("process").contains("other processes");
    assertThat(report.losses()).extracting(LostEvents::lost).contains(3L * 1002);
    assertThat(report.unread()).hasSize(8).extracting("count").contains(1002L);
  }

  @Test
  void losesNothingToAThreadThatAsksForReports() throws InterruptedException {
    Pipeline pipeline = new Pipeline();
    Thread feeder = new Thread(() -> SERVICE.forEach(line -> pipeline.accept(Lines.event(line))));

    feeder.start();
    while (feeder.isAlive()) {
      assertThat(pipeline.report().spawns()).isLessThanOrEqualTo(6);
    }
    feeder.join();

    assertThat(pipeline.report()).isEqualTo(Lines.report("service.jsonl"));
  }
}
