// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.report.Row;
import java.util.function.Supplier;

/** The bean's attributes, each read from the snapshot that the source gives for the request. */
final class SpawnRisk implements SpawnRiskMXBean {
  private static final int TOP = 20;

  private final Supplier<Snapshot> source;
  private final Runnable reset;

  SpawnRisk(Supplier<Snapshot> source, Runnable reset) {
    this.source = source;
    this.reset = reset;
  }

  @Override
  public long getSpawns() {
    return source.get().report().spawns();
  }

  @Override
  public long getFailures() {
    return source.get().report().rows().stream().mapToLong(Row::failed).sum();
  }

  @Override
  public long getWarnings() {
    return source.get().warnings();
  }

  @Override
  public long getMissedEvents() {
    return source.get().missedEvents();
  }

  @Override
  public long getMissedContexts() {
    return source.get().missedContexts();
  }

  @Override
  public String getWorstLevel() {
    return source.get().report().level().label();
  }

  @Override
  public String getTextReport() {
    return source.get().text();
  }

  @Override
  public String getJsonReport() {
    return source.get().json();
  }

  @Override
  public CallSiteData[] getTopCallSites() {
    return source.get().report().rows().stream()
        .limit(TOP)
        .map(CallSiteData::new)
        .toArray(CallSiteData[]::new);
  }

  @Override
  public FindingData[] getFindings() {
    return source.get().report().rows().stream()
        .flatMap(
            row ->
                row.ranked().stream()
                    .filter(finding -> finding.level().compareTo(Level.WARNING) >= 0)
                    .map(finding -> new FindingData(row, finding)))
        .toArray(FindingData[]::new);
  }

  @Override
  public void reset() {
    reset.run();
  }
}
