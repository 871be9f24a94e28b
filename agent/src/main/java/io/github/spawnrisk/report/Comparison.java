// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.SavedFinding;
import io.github.spawnrisk.event.SavedReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a report is worse than it was in an older one, and how much is not.
 *
 * @param worse the worst first
 * @param better call sites that have fewer findings, or milder ones
 * @param same call sites in which nothing of note has changed
 * @param gone call sites that the newer report does not have
 */
public record Comparison(List<Change> worse, int better, int same, int gone) {
  private static final double CLOSER = 1.1;
  private static final double MORE_FAILURES = 0.01;
  private static final double SLOWER = 2;
  private static final double MILLISECOND = 1e6;

  private static final Comparator<Change> ORDER =
      Comparator.comparing(Change::level)
          .reversed()
          .thenComparing(Change::kind)
          .thenComparing(Change::place)
          .thenComparing(Change::code);

  public Comparison {
    worse = List.copyOf(worse);
  }

  public static Comparison of(SavedReport older, SavedReport newer) {
    SortedMap<PlaceKey, Place> before = Place.of(older);
    SortedMap<PlaceKey, Place> now = Place.of(newer);
    List<Change> worse = new ArrayList<>();
    int better = 0;
    int same = 0;
    for (Map.Entry<PlaceKey, Place> place : now.entrySet()) {
      Place was = before.get(place.getKey());
      List<Change> found = changes(place.getKey(), was, place.getValue());
      worse.addAll(found);
      if (found.isEmpty() && was != null && isBetter(was, place.getValue())) {
        better++;
      } else if (found.isEmpty()) {
        same++;
      }
    }
    worse.sort(ORDER);
    int gone = (int) before.keySet().stream().filter(place -> !now.containsKey(place)).count();
    return new Comparison(worse, better, same, gone);
  }

  private static List<Change> changes(PlaceKey key, @Nullable Place was, Place now) {
    List<Change> changes = new ArrayList<>();
    for (SavedFinding finding : now.findings().values()) {
      SavedFinding before = was == null ? null : was.findings().get(finding.code());
      Change change = change(key, before, finding);
      if (change != null) {
        changes.add(change);
      }
    }
    if (was != null) {
      changes.addAll(changesOfCalls(key, was, now));
    }
    return changes;
  }

  private static @Nullable Change change(
      PlaceKey key, @Nullable SavedFinding before, SavedFinding now) {
    if (before == null) {
      return finding(Change.Kind.NEW_FINDING, key, null, now);
    }
    if (now.level().compareTo(before.level()) > 0) {
      return finding(Change.Kind.WORSE_FINDING, key, before, now);
    }
    if (now.level() != before.level()) {
      return null; // lower: each level has a threshold of its own
    }
    double pressure = Place.pressure(before);
    return pressure > 0 && Place.pressure(now) >= CLOSER * pressure
        ? finding(Change.Kind.CLOSER, key, before, now)
        : null;
  }

  private static Change finding(
      Change.Kind kind, PlaceKey key, @Nullable SavedFinding before, SavedFinding now) {
    return new Change(kind, key, now.level(), before, now, 0, 0);
  }

  private static List<Change> changesOfCalls(PlaceKey key, Place was, Place now) {
    List<Change> changes = new ArrayList<>();
    if (now.copiesMemory() && !was.copiesMemory()) {
      changes.add(new Change(Change.Kind.COPIES, key, now.level(), null, null, 0, 1));
    }
    if (now.failed() >= was.failed() + MORE_FAILURES) {
      changes.add(calls(Change.Kind.FAILS, key, now, was.failed(), now.failed()));
    }
    if (was.timed() > 0
        && now.meanTime() >= SLOWER * was.meanTime()
        && now.meanTime() - was.meanTime() >= MILLISECOND) {
      changes.add(calls(Change.Kind.SLOWER, key, now, was.meanTime(), now.meanTime()));
    }
    return changes;
  }

  private static Change calls(
      Change.Kind kind, PlaceKey key, Place place, double before, double now) {
    return new Change(kind, key, place.level(), null, null, before, now);
  }

  private static boolean isBetter(Place was, Place now) {
    return now.level().compareTo(was.level()) < 0
        || now.findings().size() < was.findings().size()
        || now.findings().values().stream()
            .anyMatch(
                finding ->
                    finding.level().compareTo(was.findings().get(finding.code()).level()) < 0);
  }
}
