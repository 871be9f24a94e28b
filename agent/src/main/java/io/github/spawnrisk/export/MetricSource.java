// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What all exporters of metrics read: one snapshot at a time, whoever asks. */
public final class MetricSource {
  private final LiveReport report;
  private final String version;
  private final Sites sites = new Sites();

  public MetricSource(LiveReport report, String version) {
    this.report = report;
    this.version = version;
  }

  /**
   * All metrics of one moment.
   *
   * @param since when the counters were 0
   */
  record Reading(Instant since, List<Metric> metrics) {}

  synchronized Reading read() {
    Snapshot snapshot = report.snapshot();
    List<Metric> all = new ArrayList<>(Metrics.of(snapshot));
    all.addAll(sites.metrics(snapshot.report().rows()));
    all.add(
        Metric.gauge(
            "spawnrisk.build.info",
            "",
            "The version of spawnrisk; always 1.",
            List.of(new Metric.Value(Map.of("version", version), 1))));
    return new Reading(snapshot.counts().since(), all);
  }
}
