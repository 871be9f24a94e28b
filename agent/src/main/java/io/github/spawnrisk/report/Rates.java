// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How fast spawns come: the difference of two reports of one pipeline, of which one is older. */
public final class Rates {
  /** Where nothing was looked at twice. */
  public static final Rates UNKNOWN = new Rates(new HashMap<>(), Double.NaN);

  private final Map<RowKey, Long> spawns;
  private final double seconds;

  private Rates(Map<RowKey, Long> spawns, double seconds) {
    this.spawns = spawns;
    this.seconds = seconds;
  }

  public static Rates between(Report before, Report now, Duration passed) {
    Map<RowKey, Long> spawns = new HashMap<>();
    now.rows().forEach(row -> spawns.put(RowKey.of(row), row.spawns()));
    before.rows().forEach(row -> spawns.merge(RowKey.of(row), -row.spawns(), Long::sum));
    return new Rates(spawns, Math.max(1e-3, passed.toNanos() / 1e9));
  }

  /** Of a row, a second; NaN: not known. */
  public double of(Row row) {
    return spawns.getOrDefault(RowKey.of(row), 0L) / seconds;
  }

  /** Of all rows, a second; NaN: not known. */
  public double all() {
    return spawns.values().stream().mapToLong(Long::longValue).sum() / seconds;
  }
}
