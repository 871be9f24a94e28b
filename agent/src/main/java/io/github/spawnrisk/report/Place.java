// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.SavedFinding;
import io.github.spawnrisk.event.SavedReport;
import io.github.spawnrisk.event.SavedSite;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All rows of one place together.
 *
 * @param time of its measured calls together, nanoseconds
 * @param timed how many those were
 */
record Place(
    boolean copiesMemory,
    Level level,
    long spawns,
    long failures,
    double time,
    long timed,
    SortedMap<String, SavedFinding> findings) {
  static SortedMap<PlaceKey, Place> of(SavedReport report) {
    SortedMap<PlaceKey, Place> places = new TreeMap<>();
    for (SavedSite site : report.callSites()) {
      places.merge(PlaceKey.of(site.callSite(), site.command()), of(site), Place::merge);
    }
    return places;
  }

  private static Place of(SavedSite site) {
    SortedMap<String, SavedFinding> findings = Merged.none();
    site.findings().forEach(finding -> findings.merge(finding.code(), finding, Place::worse));
    boolean timed = site.meanDuration().isPresent();
    return new Place(
        site.copiesMemory(),
        site.level(),
        site.spawns(),
        site.failures(),
        timed ? (double) site.meanDuration().getAsLong() * site.spawns() : 0,
        timed ? site.spawns() : 0,
        findings);
  }

  private Place merge(Place other) {
    return new Place(
        copiesMemory || other.copiesMemory,
        level.max(other.level),
        spawns + other.spawns,
        failures + other.failures,
        time + other.time,
        timed + other.timed,
        Merged.of(findings, other.findings, Place::worse));
  }

  private static SavedFinding worse(SavedFinding one, SavedFinding other) {
    int order = one.level().compareTo(other.level());
    if (order == 0) {
      order = Double.compare(pressure(one), pressure(other));
    }
    return order >= 0 ? one : other;
  }

  /** How many times what there is would be needed; 0 where the reason has no two numbers. */
  static double pressure(SavedFinding finding) {
    if (finding.need().isEmpty() || finding.have().isEmpty()) {
      return 0;
    }
    return (double) finding.need().getAsLong() / Math.max(1, finding.have().getAsLong());
  }

  /** Nanoseconds of a call; 0 where none was measured. */
  double meanTime() {
    return timed == 0 ? 0 : time / timed;
  }

  /** The part of the calls that failed. */
  double failed() {
    return spawns == 0 ? 0 : (double) failures / spawns;
  }
}
