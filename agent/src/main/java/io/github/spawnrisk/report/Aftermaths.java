// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Reason;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What became of the children of one call site, and what was judged of it. */
record Aftermaths(Ends ends, SortedMap<String, Finding> findings) {
  Aftermaths {
    findings = Merged.copy(findings);
  }

  static Aftermaths of(Aftermath aftermath, Attempt attempt) {
    @Nullable Bytes parentRss = attempt.memory().rss();
    SortedMap<String, Finding> findings = Merged.none();
    for (Reason reason : aftermath.risk().reasons()) {
      findings.merge(reason.code(), Finding.of(reason, attempt), Finding::merge);
    }
    return new Aftermaths(Ends.of(aftermath, parentRss), findings);
  }

  Aftermaths merge(Aftermaths other) {
    return new Aftermaths(
        ends.merge(other.ends), Merged.of(findings, other.findings, Finding::merge));
  }
}
