// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.SavedFinding;
import io.github.spawnrisk.event.SavedReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which findings a pipeline does not let pass.
 *
 * @param level from which on; null where no level alone is enough
 * @param codes whatever their level
 */
public record Gate(@Nullable Level level, Set<String> codes) {
  /** A finding that does not pass, and where. */
  public record Stopped(PlaceKey place, SavedFinding finding) {}

  public Gate {
    codes = Set.copyOf(codes);
  }

  /** Findings that the baseline has at the same place, as bad or worse, pass. */
  public List<Stopped> stopped(SavedReport report, SavedReport baseline) {
    SortedMap<PlaceKey, Place> accepted = Place.of(baseline);
    List<Stopped> stopped = new ArrayList<>();
    for (Map.Entry<PlaceKey, Place> place : Place.of(report).entrySet()) {
      for (SavedFinding finding : place.getValue().findings().values()) {
        if (stops(finding.code(), finding.level())
            && !isAccepted(accepted.get(place.getKey()), finding)) {
          stopped.add(new Stopped(place.getKey(), finding));
        }
      }
    }
    return stopped;
  }

  /** What became worse by a finding, or at a call site of that level. */
  public List<Change> stopped(Comparison comparison) {
    return comparison.worse().stream()
        .filter(change -> stops(change.code(), change.level()))
        .toList();
  }

  private boolean stops(String code, Level of) {
    return codes.contains(code) || (level != null && of.compareTo(level) >= 0);
  }

  private static boolean isAccepted(@Nullable Place baseline, SavedFinding finding) {
    SavedFinding known = baseline == null ? null : baseline.findings().get(finding.code());
    return known != null && finding.level().compareTo(known.level()) <= 0;
  }
}
