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
