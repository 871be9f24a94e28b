// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.util.Collection;

/** An exporter of which it is told when it fails. */
final class OtlpLogSender implements LogRecordExporter {
  private final LogRecordExporter exporter;
  private final OtlpOutcome outcome;

  OtlpLogSender(LogRecordExporter exporter, OtlpOutcome outcome) {
    this.exporter = exporter;
    this.outcome = outcome;
  }

  @Override
  public CompletableResultCode export(Collection<LogRecordData> all) {
    return outcome.note(exporter.export(all));
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
