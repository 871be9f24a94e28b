// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.spawnrisk.report.Durations;
import java.io.IOException;
import java.time.Duration;

/** How long calls took. */
final class DurationsJson {
  private DurationsJson() {}

  /**
   * @param histogram whether with it
   */
  static void write(JsonGenerator json, String name, Durations durations, boolean histogram)
      throws IOException {
    Duration mean = durations.mean();
    if (mean == null) {
      return;
    }
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", durations.count());
    json.writeNumberField("mean", mean.toNanos());
    percentile(json, "p50", durations, 50);
    percentile(json, "p90", durations, 90);
    percentile(json, "p99", durations, 99);
    json.writeNumberField("max", durations.max().toNanos());
    if (histogram) {
      histogram(json, durations);
    }
    json.writeEndObject();
  }

  private static void histogram(JsonGenerator json, Durations durations) throws IOException {
    json.writeArrayFieldStart("histogram");
    for (Durations.Bucket bucket : durations.buckets()) {
      json.writeArray(new long[] {bucket.most().toNanos(), bucket.count()}, 0, 2);
    }
    json.writeEndArray();
  }

  private static void percentile(
      JsonGenerator json, String name, Durations durations, double percent) throws IOException {
    Duration duration = durations.percentile(percent);
    if (duration != null) {
      json.writeNumberField(name, duration.toNanos());
    }
  }
}
