// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.report.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Durations of several rows in the buckets that all metrics share. */
final class Buckets {
  /** In seconds, from a vfork to a fork of hundreds of GiB. */
  static final List<Double> BOUNDS =
      List.of(
          0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0,
          2.5, 5.0, 10.0);

  private static final double NANOS = 1e-9;

  private final long[] counts = new long[BOUNDS.size() + 1];
  private long count;
  private double sum;

  /** What was measured near below a bound may be counted above it: see {@link Durations}. */
  void add(Durations durations) {
    count += durations.count();
    sum += seconds(durations.total());
    for (Durations.Bucket bucket : durations.buckets()) {
      counts[place(seconds(bucket.most()))] += bucket.count();
    }
  }

  private static double seconds(java.time.Duration duration) {
    return duration.getSeconds() + duration.getNano() * NANOS;
  }

  private static int place(double seconds) {
    int place = 0;
    while (place < BOUNDS.size() && seconds > BOUNDS.get(place)) {
      place++;
    }
    return place;
  }

  Metric.Point under(Map<String, String> labels) {
    List<Long> all = new ArrayList<>();
    for (long one : counts) {
      all.add(one);
    }
    return new Metric.Distribution(labels, count, sum, all);
  }
}
