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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as text of 80 columns: the verdict first, then the reasons, then everything else. */
public final class TextRenderer {
  /** A report is read by a human: what ranks lower is in the table only. */
  private static final int MOST_SECTIONS = 10;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private TextRenderer() {}

  /** Ends with a newline. */
  public static String render(Report report) {
    Page page = new Page();
    page.line("SPAWN RISK REPORT");
    page.paragraph("", "", seen(report));
    page.blank();
    page.paragraph("", "", verdict(report));
    vmOwn(page, report);
    gaps(page, report);
    sections(page, report);
    new SiteTable(page).add(report.rows());
    new ChangesSection(page).add(report.mechanismChanges());
    new Appendix(page).add(report);
    return page.toString();
  }

  private static String seen(Report report) {
    Instant first = report.firstSeen();
    Instant last = report.lastSeen();
    if (first == null || last == null) {
      return "No events.";
    }
    return counted(report.spawns(), "spawn")
        + " from "
        + callSites(report)
        + ", "
        + time(first)
        + (time(first).equals(time(last)) ? "" : " to " + time(last));
  }

  private static String verdict(Report report) {
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

  private static void vmOwn(Page page, Report report) {
    List<Row> notable = notable(report);
    for (int at = 0; at < notable.size(); at++) {
      if (notable.get(at).isVmOwn()) {
        page.paragraph(
            "",
            "",
            "A JVM ran what -XX:OnOutOfMemoryError or -XX:OnError asks for: it had no more heap, or"
                + " had crashed. See "
                + (at + 1)
                + ". below.");
        return;
      }
    }
  }

  private static String callSites(Report report) {
    String sites = counted(report.callSites(row -> true), "call site");
    return report.hasOthers() ? "at least " + sites : sites;
  }

  private static void gaps(Page page, Report report) {
    List<String> gaps = new ArrayList<>();
    Completeness known = report.completeness();
    if (known.unobservedChildren() > 0) {
      gaps.add(CompletenessSection.children(known.unobservedChildren()) + " unobserved");
    }
    if (known.unfollowedPrograms() > 0) {
      gaps.add(counted(known.unfollowedPrograms(), "trail") + " lost");
    }
    if (known.lost() > 0) {
      gaps.add(counted(known.lost(), "event") + " lost");
    }
    if (known.unread() > 0) {
      gaps.add(counted(known.unread(), "line") + " not read");
    }
    if (!report.notAssessed().isEmpty()) {
      gaps.add(counted(report.notAssessed().size(), "reason") + " not assessed everywhere");
    }
    if (report.hasOthers()) {
      gaps.add("the last call sites to come share the rows \"" + CallSite.OTHERS.label() + '"');
    }
    if (!gaps.isEmpty()) {
      page.paragraph("", "", "This is not the whole picture: " + String.join(", ", gaps) + ".");
    }
  }

  private static void sections(Page page, Report report) {
    List<Row> notable = notable(report);
    int left = 0;
    for (int at = 0; at < notable.size(); at++) {
      if (at < MOST_SECTIONS || notable.get(at).isVmOwn()) {
        new SiteSection(page).add(at + 1, notable.get(at));
      } else {
        left++;
      }
    }
    if (left > 0) {
      page.blank();
      page.line(left + " more are in the table; --json has them all.");
    }
  }

  /** Those with a reason, and the JVM's own, which need none: they come at the worst moment. */
  private static List<Row> notable(Report report) {
    return report.rows().stream()
        .filter(row -> row.level() != Level.NONE || row.isVmOwn())
        .toList();
  }

  static String time(Instant time) {
    return TIME.format(time);
  }

  static String counted(long count, String noun) {
    return Quantities.count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
