// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.explain.Explainer;
import io.github.spawnrisk.report.Completeness;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One snapshot as metrics: those of the report's rows. How many there are is bounded. */
final class Metrics {
  private static final double NANOS = 1e-9;

  private final Snapshot snapshot;
  private final Report report;
  private final List<Metric> all = new ArrayList<>();

  private Metrics(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.report = snapshot.report();
  }

  static List<Metric> of(Snapshot snapshot) {
    Metrics metrics = new Metrics(snapshot);
    metrics.spawns();
    metrics.warnings();
    metrics.durations();
    metrics.memory();
    metrics.children();
    metrics.gaps();
    return metrics.all;
  }

  private void spawns() {
    List<Metric.Point> points = new ArrayList<>();
    snapshot
        .counts()
        .spawns()
        .forEach(
            (key, count) ->
                points.add(
                    new Metric.Value(
                        Map.of(
                            "mechanism", key.mechanism(),
                            "outcome", key.outcome(),
                            "level", key.level()),
                        count)));
    counter(
        "spawnrisk.spawns",
        "{spawn}",
        "Calls that create a process and returned, by mechanism, outcome and level of risk.",
        points);
    gauge(
        "spawnrisk.level",
        "",
        "The worst level of all call sites: 0 none, 1 notice, 2 warning, 3 critical.",
        Metric.only(Metric.number(report.level())));
    gauge(
        "spawnrisk.unreturned_calls",
        "{call}",
        "Calls that were warned of and have not returned.",
        Metric.only(report.rows().stream().mapToLong(Row::unreturned).sum()));
  }

  /** Each code that there is has a number from the start: what rises from 0 is seen to rise. */
  private void warnings() {
    Map<String, Long> counts = new TreeMap<>();
    Explainer.codes().forEach(code -> counts.put(code, 0L));
    counts.putAll(snapshot.counts().warnings());
    counter(
        "spawnrisk.warnings",
        "{warning}",
        "Calls, and ends of children, with a reason that is a warning or critical, by its code.",
        byCode(counts, Long::doubleValue));
    gauge(
        "spawnrisk.warning.last_seen_timestamp",
        "s",
        "When a warning of that code was last seen, in seconds since 1970.",
        byCode(snapshot.counts().lastWarned(), Metrics::seconds));
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() * NANOS;
  }

  private static <T> List<Metric.Point> byCode(Map<String, T> values, Function<T, Double> number) {
    List<Metric.Point> points = new ArrayList<>();
    new TreeMap<>(values)
        .forEach(
            (code, value) ->
                points.add(new Metric.Value(Map.of("code", code), number.apply(value))));
    return points;
  }

  private void durations() {
    Map<String, Buckets> byMechanism = new TreeMap<>();
    Buckets stalls = new Buckets();
    Buckets windows = new Buckets();
    for (Row row : report.rows()) {
      byMechanism.computeIfAbsent(row.mechanism(), first -> new Buckets()).add(row.durations());
      windows.add(row.ends().windows());
      if (row.copiesMemory()) {
        stalls.add(row.durations());
      }
    }
    List<Metric.Point> calls = new ArrayList<>();
    byMechanism.forEach(
        (mechanism, buckets) -> calls.add(buckets.under(Map.of("mechanism", mechanism))));
    all.add(
        Metric.histogram(
            "spawnrisk.spawn.duration", "How long the calling thread was in the call.", calls));
    all.add(
        Metric.histogram(
            "spawnrisk.fork.stall",
            "How long a call that copies the memory held its thread.",
            List.of(stalls.under(Map.of()))));
    all.add(
        Metric.histogram(
            "spawnrisk.exec.window",
            "From the call to the child's exec, as far as it was seen.",
            List.of(windows.under(Map.of()))));
  }

  /** Of the latest call that copies; absent while there was none. */
  private void memory() {
    Attempt latest =
        report.rows().stream()
            .filter(Row::copiesMemory)
            .map(Row::latest)
            .max(Comparator.comparing(Attempt::time))
            .orElse(null);
    if (latest == null) {
      return;
    }
    bytes(
        "spawnrisk.parent.commit_charge",
        "What the latest copy added to Committed_AS.",
        latest.memory().commitCharge());
    bytes(
        "spawnrisk.parent.copy_exposure",
        "The most that the latest copy could make its own.",
        latest.copyExposure());
    bytes(
        "spawnrisk.parent.page_tables",
        "Page tables of the process before the latest copy.",
        latest.memory().pageTables());
    bytes(
        "spawnrisk.parent.headroom",
        "What machine and tightest cgroup could still give before the latest copy.",
        latest.headroom());
    bytes(
        "spawnrisk.child.copied",
        "The most that a child was measured to have made its own.",
        most(row -> row.ends().measuredCopy()));
  }

  private @Nullable Bytes most(Function<Row, @Nullable Bytes> figure) {
    Bytes most = null;
    for (Row row : report.rows()) {
      most = Bytes.most(most, figure.apply(row));
    }
    return most;
  }

  private void children() {
    bytes(
        "spawnrisk.child.peak_rss",
        "The largest peak that a child reached itself.",
        most(row -> row.ends().peakRss()));
    counter(
        "spawnrisk.children.ended",
        "{child}",
        "Children whose end was seen: status 0, another status, or a signal.",
        List.of(
            ended("success", how -> how.equals("status 0")),
            ended("failure", how -> how.startsWith("status") && !how.equals("status 0")),
            ended("signal", how -> how.startsWith("signal"))));
    counter(
        "spawnrisk.children.oom_killed",
        "{child}",
        "Children that the OOM killer ended, by how certain that is.",
        List.of(
            new Metric.Value(Map.of("evidence", "certain"), sum(row -> row.ends().oomKilled())),
            new Metric.Value(
                Map.of("evidence", "possible"), sum(row -> row.ends().perhapsOomKilled()))));
  }

  private Metric.Point ended(String end, Predicate<String> isSuch) {
    return new Metric.Value(
        Map.of("end", end),
        sum(
            row ->
                row.ends().how().entrySet().stream()
                    .filter(how -> isSuch.test(how.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum()));
  }

  private long sum(Function<Row, Long> figure) {
    return report.rows().stream().mapToLong(figure::apply).sum();
  }

  private void gaps() {
    Completeness completeness = report.completeness();
    counter(
        "spawnrisk.lost_events",
        "{event}",
        "Events that could not be written, or came faster than they were read.",
        Metric.only(completeness.lost()));
    counter(
        "spawnrisk.missed_contexts",
        "{spawn}",
        "Spawns whose Java side could not be taken.",
        Metric.only(snapshot.missedContexts()));
    gauge(
        "spawnrisk.unobserved_children",
        "{child}",
        "Reaped children whose start no door saw.",
        Metric.only(completeness.unobservedChildren()));
    gauge(
        "spawnrisk.unfollowed_programs",
        "{program}",
        "Programs that were started and are not observed.",
        Metric.only(completeness.unfollowedPrograms()));
    gauge(
        "spawnrisk.ends_not_seen",
        "{child}",
        "Children whose end was not seen; those that run are among them.",
        Metric.only(completeness.endsNotSeen()));
    List<Metric.Point> codes = new ArrayList<>();
    report.notAssessed().forEach(code -> codes.add(new Metric.Value(Map.of("code", code), 1)));
    gauge(
        "spawnrisk.not_assessed",
        "",
        "Reasons that could not be assessed somewhere, as a fact could not be read; always 1.",
        codes);
  }

  private void bytes(String name, String help, @Nullable Bytes size) {
    if (size != null) {
      gauge(name, "By", help, Metric.only(size.count()));
    }
  }

  private void counter(String name, String unit, String help, List<Metric.Point> points) {
    all.add(Metric.counter(name, unit, help, points));
  }

  private void gauge(String name, String unit, String help, List<Metric.Point> points) {
    all.add(Metric.gauge(name, unit, help, points));
  }
}
