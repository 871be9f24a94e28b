// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Metrics by OpenTelemetry's names, cumulative since counting began. */
final class OtlpMetrics {
  static final String SCOPE = "io.github.spawnrisk";

  private final Resource resource;
  private final long since;
  private final long now = nanos(Instant.now());
  private final InstrumentationScopeInfo scope = InstrumentationScopeInfo.create(SCOPE);

  private OtlpMetrics(Resource resource, Instant since) {
    this.resource = resource;
    this.since = nanos(since);
  }

  static Collection<MetricData> of(MetricSource.Reading reading, Resource resource) {
    OtlpMetrics metrics = new OtlpMetrics(resource, reading.since());
    List<MetricData> all = new ArrayList<>();
    reading.metrics().stream()
        .filter(metric -> !metric.points().isEmpty())
        .forEach(metric -> all.add(metrics.data(metric)));
    return all;
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000 + time.getNano();
  }

  private MetricData data(Metric metric) {
    return switch (metric.kind()) {
      case COUNTER ->
          ImmutableMetricData.createDoubleSum(
              resource,
              scope,
              metric.name(),
              metric.help(),
              metric.unit(),
              SumData.createDoubleSumData(true, AggregationTemporality.CUMULATIVE, values(metric)));
      case GAUGE ->
          ImmutableMetricData.createDoubleGauge(
              resource,
              scope,
              metric.name(),
              metric.help(),
              metric.unit(),
              GaugeData.createDoubleGaugeData(values(metric)));
      case HISTOGRAM ->
          ImmutableMetricData.createDoubleHistogram(
              resource,
              scope,
              metric.name(),
              metric.help(),
              metric.unit(),
              HistogramData.create(AggregationTemporality.CUMULATIVE, distributions(metric)));
    };
  }

  private List<DoublePointData> values(Metric metric) {
    List<DoublePointData> points = new ArrayList<>();
    for (Metric.Point point : metric.points()) {
      if (point instanceof Metric.Value value) {
        points.add(
            DoublePointData.create(
                since, now, attributes(value.labels()), value.value(), List.of()));
      }
    }
    return points;
  }

  private List<HistogramPointData> distributions(Metric metric) {
    List<HistogramPointData> points = new ArrayList<>();
    for (Metric.Point point : metric.points()) {
      if (point instanceof Metric.Distribution distribution) {
        points.add(
            HistogramPointData.create(
                since,
                now,
                attributes(distribution.labels()),
                distribution.sum(),
                false,
                0,
                false,
                0,
                Buckets.BOUNDS,
                distribution.counts()));
      }
    }
    return points;
  }

  private static Attributes attributes(Map<String, String> labels) {
    AttributesBuilder builder = Attributes.builder();
    labels.forEach(builder::put);
    return builder.build();
  }
}
