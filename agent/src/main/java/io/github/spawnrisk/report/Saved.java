// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.SavedFinding;
import io.github.spawnrisk.event.SavedReport;
import io.github.spawnrisk.event.SavedSite;
import java.time.Duration;
import java.util.OptionalLong;

/** What would be read back of a report that was saved. */
public final class Saved {
  private Saved() {}

  public static SavedReport of(Report report) {
    return new SavedReport(report.rows().stream().map(Saved::site).toList());
  }

  private static SavedSite site(Row row) {
    Duration mean = row.durations().mean();
    return new SavedSite(
        row.callSite().label(),
        row.command(),
        row.call(),
        row.mechanism(),
        row.copiesMemory(),
        row.level(),
        row.spawns(),
        row.failed(),
        mean == null ? OptionalLong.empty() : OptionalLong.of(mean.toNanos()),
        row.ranked().stream().map(Saved::finding).toList());
  }

  private static SavedFinding finding(Finding finding) {
    return new SavedFinding(
        finding.code(),
        finding.level(),
        finding.count(),
        finding.worst().need(),
        finding.worst().have());
  }
}
