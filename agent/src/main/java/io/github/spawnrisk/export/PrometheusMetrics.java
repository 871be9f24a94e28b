// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Metrics by Prometheus' names: the same that a Collector makes of OpenTelemetry's. */
final class PrometheusMetrics {
  private PrometheusMetrics() {}

  static MetricSnapshots of(MetricSource.Reading reading) {
    List<MetricSnapshot> all = new ArrayList<>();
    long since = reading.since().toEpochMilli();
    for (Metric metric : reading.metrics()) {
      all.add(
          switch (metric.kind()) {
            case COUNTER -> counter(metric, since);
            case GAUGE -> gauge(metric);
            case HISTOGRAM -> histogram(metric, since);
          });
    }
    return new MetricSnapshots(all);
  }

  private static MetricSnapshot counter(Metric metric, long since) {
    CounterSnapshot.Builder builder = CounterSnapshot.builder();
    for (Metric.Point point : metric.points()) {
      if (point instanceof Metric.Value value) {
        builder.dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels(value.labels()))
                .value(value.value())
                .createdTimestampMillis(since)
                .build());
      }
    }
    return builder.name(name(metric)).help(metric.help()).unit(unit(metric)).build();
  }

  private static MetricSnapshot gauge(Metric metric) {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder();
    for (Metric.Point point : metric.points()) {
      if (point instanceof Metric.Value value) {
        builder.dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels(value.labels()))
                .value(value.value())
                .build());
      }
    }
    return builder.name(name(metric)).help(metric.help()).unit(unit(metric)).build();
  }

  private static MetricSnapshot histogram(Metric metric, long since) {
    HistogramSnapshot.Builder builder = HistogramSnapshot.builder();
    List<Double> bounds = new ArrayList<>(Buckets.BOUNDS);
    bounds.add(Double.POSITIVE_INFINITY);
    for (Metric.Point point : metric.points()) {
      if (point instanceof Metric.Distribution distribution) {
        builder.dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels(distribution.labels()))
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, distribution.counts()))
                .sum(distribution.sum())
                .createdTimestampMillis(since)
                .build());
      }
    }
    return builder.name(name(metric)).help(metric.help()).unit(unit(metric)).build();
  }

  /** The library takes no name without its unit at the end; it adds _total of itself. */
  private static String name(Metric metric) {
    String name = metric.name().replace('.', '_');
    Unit unit = unit(metric);
    return unit == null ? name : name + '_' + unit;
  }

  private static @Nullable Unit unit(Metric metric) {
    return switch (metric.unit()) {
      case "s" -> Unit.SECONDS;
      case "By" -> Unit.BYTES;
      default -> null;
    };
  }

  private static Labels labels(Map<String, String> labels) {
    Labels.Builder builder = Labels.builder();
    new TreeMap<>(labels).forEach(builder::label);
    return builder.build();
  }
}
