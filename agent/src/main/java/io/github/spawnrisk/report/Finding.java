// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One reason at one call site: how often, and the worst of it.
 *
 * @param level the worst level
 * @param count calls that the reason is true of; of what children did, events
 * @param worst the reason with the largest excess of need over have
 * @param event the event that it comes from
 */
public record Finding(String code, Level level, long count, Reason worst, Attempt event) {
  public static Finding of(Reason reason, Attempt event) {
    return new Finding(reason.code(), reason.level(), 1, reason, event);
  }

  Finding merge(Finding other) {
    boolean worse = Severity.compare(worst, event, other.worst, other.event) >= 0;
    return new Finding(
        code,
        level.max(other.level),
        count + other.count,
        worse ? worst : other.worst,
        worse ? event : other.event);
  }

  /** Adds one after the other. */
  static final class Tally {
    private Level level;
    private long count;
    private Reason worst;
    private Attempt event;

    /**
     * Those of a call site with more of them, by code: in place but for the first, as most have
     * none.
     */
    static Map<String, Tally> with(
        Map<String, Tally> known, List<Reason> reasons, Attempt event, long times) {
      Map<String, Tally> own = known.isEmpty() && !reasons.isEmpty() ? new HashMap<>(2) : known;
      for (Reason reason : reasons) {
        Tally tally = own.get(reason.code());
        if (tally == null) {
          own.put(reason.code(), new Tally(reason, event, times));
        } else {
          tally.add(reason, event, times);
        }
      }
      return own;
    }

    /** What they have come to. */
    static SortedMap<String, Finding> findings(Map<String, Tally> known) {
      SortedMap<String, Finding> all = new TreeMap<>();
      known.forEach((code, tally) -> all.put(code, tally.finding()));
      return all;
    }

    Tally(Reason reason, Attempt event, long times) {
      level = reason.level();
      count = times;
      worst = reason;
      this.event = event;
    }

    void add(Reason reason, Attempt other, long times) {
      count += times;
      level = level.max(reason.level());
      if (Severity.compare(reason, other, worst, event) > 0) {
        worst = reason;
        event = other;
      }
    }

    void add(Tally other) {
      add(other.worst, other.event, other.count);
      level = level.max(other.level);
    }

    Finding finding() {
      return new Finding(worst.code(), level, count, worst, event);
    }
  }

  /** How many times what there is would be needed; 0 where the reason has no numbers. */
  double pressure() {
    if (worst.need().isEmpty() || worst.have().isEmpty()) {
      return 0;
    }
    return (double) worst.need().getAsLong() / Math.max(1, worst.have().getAsLong());
  }
}
