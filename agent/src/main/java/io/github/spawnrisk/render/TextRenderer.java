// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
    page.paragraph("", "", Verdict.seen(report));
    page.blank();
    page.paragraph("", "", Verdict.verdict(report));
    Verdict.caveats(report).forEach(caveat -> page.paragraph("", "", caveat));
    sections(page, report);
    new SiteTable(page).add(report.rows());
    new ChangesSection(page).add(report.mechanismChanges());
    new Appendix(page).add(report);
    return page.toString();
  }

  private static void sections(Page page, Report report) {
    List<Row> notable = Verdict.notable(report);
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

  static String time(Instant time) {
    return TIME.format(time);
  }

  static String counted(long count, String noun) {
    return Quantities.count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
