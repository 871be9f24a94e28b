// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/** What became of the children of one call site, and what was judged of it. */
record Aftermaths(Ends ends, SortedMap<String, Finding> findings) {
  Aftermaths {
    findings = Merged.copy(findings);
  }

  Aftermaths merge(Aftermaths other) {
    return new Aftermaths(
        ends.merge(other.ends), Merged.of(findings, other.findings, Finding::merge));
  }

  /** Adds one after the other. */
  static final class Tally {
    private final Ends.Tally ends = new Ends.Tally();
    private final Map<String, Finding.Tally> findings = new HashMap<>();

    void add(Aftermath aftermath, Birth birth) {
      ends.add(aftermath, birth.parentRss());
      for (Reason reason : aftermath.risk().reasons()) {
        Attempt attempt = birth.attempt();
        Finding.Tally known = findings.get(reason.code());
        if (known == null) {
          findings.put(reason.code(), new Finding.Tally(reason, attempt, 1));
        } else {
          known.add(reason, attempt, 1);
        }
      }
    }

    Aftermaths aftermaths() {
      SortedMap<String, Finding> all = Merged.none();
      findings.forEach((code, tally) -> all.put(code, tally.finding()));
      return new Aftermaths(ends.ends(), all);
    }
  }
}
