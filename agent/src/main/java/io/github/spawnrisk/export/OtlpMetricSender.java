// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;

/** An exporter of which it is told when it fails. */
final class OtlpMetricSender implements MetricExporter {
  private final MetricExporter exporter;
  private final OtlpOutcome outcome;

  OtlpMetricSender(MetricExporter exporter, OtlpOutcome outcome) {
    this.exporter = exporter;
    this.outcome = outcome;
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> all) {
    return outcome.note(exporter.export(all));
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return AggregationTemporality.CUMULATIVE;
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
