// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Risk;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.explain.Explainer;
import io.github.spawnrisk.report.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricSourceTest {
  private final QueuedLines lines = new QueuedLines();
  private final LiveReport live = new LiveReport(lines);
  private final MetricSource source = new MetricSource(live, "1.2.3");

  private Metric metric(String name) {
    List<Metric> found =
        source.read().metrics().stream().filter(metric -> metric.name().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  private long value(String name, Map<String, String> labels) {
    return metric(name).points().stream()
        .filter(point -> point.labels().equals(labels))
        .mapToLong(point -> (long) ((Metric.Value) point).value())
        .sum();
  }

  private long sum(String name) {
    return metric(name).points().stream()
        .mapToLong(point -> (long) ((Metric.Value) point).value())
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"service.jsonl", "redis.jsonl", "refused.jsonl", "children.jsonl"})
  void hasTheNumbersOfTheReport(String file) {
    lines.offer(Lines.of(file));
    List<Row> rows = live.snapshot().report().rows();

    assertThat(sum("spawnrisk.spawns")).isEqualTo(rows.stream().mapToLong(Row::spawns).sum());
    for (String code : Explainer.codes()) {
      long inTheLines =
          Lines.of(file).stream().map(Lines::event).mapToLong(event -> warned(event, code)).sum();
      assertThat(value("spawnrisk.warnings", Map.of("code", code))).isEqualTo(inTheLines);
    }
    for (Metric.Point point : metric("spawnrisk.spawn.duration").points()) {
      Metric.Distribution durations = (Metric.Distribution) point;
      assertThat(durations.counts().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(durations.count());
    }
  }

  private static long warned(Event event, String code) {
    if (event instanceof Spawn spawn) {
      return has(spawn.attempt().risk(), code) ? spawn.repeats() : 0;
    }
    return event instanceof Aftermath aftermath && has(aftermath.risk(), code) ? 1 : 0;
  }

  private static boolean has(Risk risk, String code) {
    return risk.reasons().stream()
        .anyMatch(
            reason -> reason.code().equals(code) && reason.level().compareTo(Level.WARNING) >= 0);
  }

  @Test
  void countsNoNoticeAsAWarningBesideOne() {
    String warned = Lines.of("service.jsonl").get(1);
    String noticed = warned.replace("\"level\":\"warning\"", "\"level\":\"notice\"");

    lines.offer(List.of(noticed, noticed, warned));

    assertThat(value("spawnrisk.warnings", Map.of("code", "OOM_POSSIBLE"))).isEqualTo(1);
  }

  @Test
  void tellsFailuresByTheirError() {
    lines.offer(Lines.of("refused.jsonl"));
    long failed = live.snapshot().report().rows().stream().mapToLong(Row::failed).sum();

    assertThat(failed).isPositive();
    assertThat(
            metric("spawnrisk.spawns").points().stream()
                .filter(point -> !"started".equals(point.labels().get("outcome")))
                .mapToLong(point -> (long) ((Metric.Value) point).value())
                .sum())
        .isEqualTo(failed);
  }

  @Test
  void tellsOfTheLatestCopyOnlyWhatIsKnown() {
    lines.offer(Lines.of("service.jsonl").subList(0, 1));
    boolean copies = live.snapshot().report().rows().stream().anyMatch(Row::copiesMemory);

    boolean told =
        source.read().metrics().stream()
            .anyMatch(metric -> metric.name().equals("spawnrisk.parent.commit_charge"));

    assertThat(told).isEqualTo(copies);
  }

  @Test
  void isBoundedHoweverManyCallSitesThereAre() {
    String spawn =
        Lines.of("service.jsonl").stream()
            .filter(
                line -> line.contains("Thumbnails.render") && line.contains("\"event\":\"spawn\""))
            .findFirst()
            .orElseThrow();
    for (int site = 0; site < 311; site++) {
      lines.offer(List.of(spawn.replace("Thumbnails.render", "Thumbnails.render" + site)));
    }

    Set<String> shown = new HashSet<>();
    metric("spawnrisk.call_site.spawns")
        .points()
        .forEach(point -> shown.add(point.labels().get("call_site")));

    assertThat(shown).hasSize(Sites.MOST + 1).contains("other");
    assertThat(sum("spawnrisk.call_site.spawns")).isEqualTo(live.snapshot().report().spawns());
    assertThat(sum("spawnrisk.call_sites")).isEqualTo(311);
    assertThat(sum("spawnrisk.call_sites.limit")).isEqualTo(Sites.MOST);
  }

  @Test
  void isBoundedHoweverManyMechanismsLinesTell() {
    String spawn =
        Lines.of("service.jsonl").stream()
            .filter(line -> line.contains("\"event\":\"spawn\""))
            .findFirst()
            .orElseThrow();
    for (int one = 0; one < 400; one++) {
      lines.offer(
          List.of(spawn.replaceFirst("\"mechanism\":\"\\w+\"", "\"mechanism\":\"m" + one + '"')));
    }

    assertThat(metric("spawnrisk.spawns").points()).hasSize(257);
    assertThat(sum("spawnrisk.spawns")).isEqualTo(400);
  }
}
