// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Reason;
import java.util.List;
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
    private Map<String, Finding.Tally> findings = Map.of();

    void add(Aftermath aftermath, Birth birth) {
      ends.add(aftermath, birth.parentRss());
      List<Reason> reasons = aftermath.risk().reasons();
      if (!reasons.isEmpty()) {
        findings = Finding.Tally.with(findings, reasons, birth.attempt(), 1);
      }
    }

    Aftermaths aftermaths() {
      return new Aftermaths(ends.ends(), Finding.Tally.findings(findings));
    }
  }
}
