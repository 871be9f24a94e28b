// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.LostEvents;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.UnreadLines;
import java.util.List;

/** What was seen, and what was not. */
final class Appendix {
  private static final String INDENT = "  ";

  private final Page page;

  Appendix(Page page) {
    this.page = page;
  }

  void add(Report report) {
    new TreeSection(page).add(report.tree());
    CompletenessSection.add(page, report.completeness());
    losses(report.losses());
    unread(report.unread());
    notAssessed(report);
  }

  private void losses(List<LostEvents> losses) {
    if (!losses.isEmpty()) {
      page.heading("LOST");
    }
    for (LostEvents loss : losses) {
      page.paragraph(
          INDENT,
          INDENT + INDENT,
          loss.process()
              + ": "
              + TextRenderer.counted(loss.lost(), "event")
              + ", "
              + loss.why()
              + ", last at "
              + TextRenderer.time(loss.lastSeen()));
    }
  }

  private void unread(List<UnreadLines> unread) {
    if (!unread.isEmpty()) {
      page.heading("NOT READ");
    }
    for (UnreadLines lines : unread) {
      String more =
          lines.count() == 1
              ? ""
              : ", and " + Quantities.count(lines.count() - 1) + " more like it";
      page.paragraph(
          INDENT,
          INDENT + INDENT,
          "line " + lines.firstLine() + " of '" + lines.file() + "': " + lines.why() + more);
    }
  }

  private void notAssessed(Report report) {
    if (!report.notAssessed().isEmpty()) {
      page.heading("NOT ASSESSED (facts could not be read: no warning is no all-clear)");
    }
    for (String code : report.notAssessed()) {
      long sites = report.callSites(row -> row.notAssessed().contains(code));
      page.line(INDENT + code + ": at " + TextRenderer.counted(sites, "call site"));
    }
  }
}
