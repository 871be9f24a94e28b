// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.CallSite;
import io.github.spawnrisk.report.Completeness;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a reader is told first, by text and HTML alike. */
final class Verdict {
  private Verdict() {}

  /** How much, and when. */
  static String seen(Report report) {
    Instant first = report.firstSeen();
    Instant last = report.lastSeen();
    if (first == null || last == null) {
      return "No events.";
    }
    return TextRenderer.counted(report.spawns(), "spawn")
        + " from "
        + callSites(report)
        + ", "
        + TextRenderer.time(first)
        + (TextRenderer.time(first).equals(TextRenderer.time(last))
            ? ""
            : " to " + TextRenderer.time(last));
  }

  /** Whether a spawn can hurt the service. */
  static String verdict(Report report) {
    if (report.rows().isEmpty()) {
      return "NO VERDICT: no spawn was seen.";
    }
    if (report.atRisk()) {
      long risky = report.callSites(Row::atRisk);
      return "AT RISK ("
          + report.level().label()
          + "): "
          + Quantities.count(risky)
          + " of "
          + callSites(report)
          + " can hurt the service, "
          + (risky == 1 ? "" : "above all ")
          + report.rows().get(0).callSite().label()
          + ".";
    }
    long partly = report.callSites(Row::isPartlyAssessed);
    if (partly > 0) {
      return "NOT KNOWN: facts were missing for "
          + Quantities.count(partly)
          + " of "
          + callSites(report)
          + ", see NOT ASSESSED below."
          + (report.level() == Level.NONE ? "" : " Another limit is close: see 1. below.");
    }
    if (report.level() == Level.NONE && report.rows().stream().anyMatch(Row::isVmOwn)) {
      return "NO ALL-CLEAR: no spawn that was seen was at risk, but the JVM itself failed.";
    }
    return report.level() == Level.NONE
        ? "NOT AT RISK: no spawn that was seen could hurt the service."
        : "NOT AT RISK so far, but close to a limit: see 1. below.";
  }

  /** What keeps the verdict from being all that there is to say. */
  static List<String> caveats(Report report) {
    List<String> caveats = new ArrayList<>();
    vmOwn(caveats, report);
    gaps(caveats, report);
    return caveats;
  }

  private static void vmOwn(List<String> caveats, Report report) {
    List<Row> notable = notable(report);
    for (int at = 0; at < notable.size(); at++) {
      if (notable.get(at).isVmOwn()) {
        caveats.add(
            "A JVM ran what -XX:OnOutOfMemoryError or -XX:OnError asks for: it had no more heap, or"
                + " had crashed. See "
                + (at + 1)
                + ". below.");
        return;
      }
    }
  }

  private static String callSites(Report report) {
    String sites = TextRenderer.counted(report.callSites(row -> true), "call site");
    return report.hasOthers() ? "at least " + sites : sites;
  }

  private static void gaps(List<String> caveats, Report report) {
    List<String> gaps = new ArrayList<>();
    Completeness known = report.completeness();
    if (known.unobservedChildren() > 0) {
      gaps.add(CompletenessSection.children(known.unobservedChildren()) + " unobserved");
    }
    if (known.unfollowedPrograms() > 0) {
      gaps.add(TextRenderer.counted(known.unfollowedPrograms(), "trail") + " lost");
    }
    if (known.lost() > 0) {
      gaps.add(TextRenderer.counted(known.lost(), "event") + " lost");
    }
    if (known.unread() > 0) {
      gaps.add(TextRenderer.counted(known.unread(), "line") + " not read");
    }
    if (!report.notAssessed().isEmpty()) {
      gaps.add(
          TextRenderer.counted(report.notAssessed().size(), "reason") + " not assessed everywhere");
    }
    if (report.hasOthers()) {
      gaps.add("the last call sites to come share the rows \"" + CallSite.OTHERS.label() + '"');
    }
    if (!gaps.isEmpty()) {
      caveats.add("This is not the whole picture: " + String.join(", ", gaps) + ".");
    }
  }

  /** Those with a reason, and the JVM's own, which need none: they come at the worst moment. */
  static List<Row> notable(Report report) {
    return report.rows().stream()
        .filter(row -> row.level() != Level.NONE || row.isVmOwn())
        .toList();
  }
}
