// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.Survey;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What would happen if each of many processes made a child now: a line each, the worst first. */
public final class SurveyTable {
  /** A table is read by a human; JSON has them all. */
  private static final int MOST_LINES = 60;

  private static final String INDENT = "          ";
  private static final int NAME = 12;
  private static final int LIMIT = 23;

  private SurveyTable() {}

  /** Ends with a newline. */
  public static String render(Survey survey) {
    Page page = new Page();
    page.line("WHAT IF EACH OF THEM CALLED " + survey.call() + " NOW?");
    page.paragraph("", "", seen(survey));
    if (survey.hiddenBy() != null) {
      page.paragraph("", "", "Others are hidden: /proc is mounted with " + survey.hiddenBy() + ".");
    }
    page.blank();
    page.paragraph("", "", verdict(survey));
    page.blank();
    lines(page, survey.assessments());
    notes(page, survey.assessments());
    return page.toString();
  }

  private static String seen(Survey survey) {
    String leftOut =
        survey.leftOut().entrySet().stream()
            .map(left -> left.getKey().replace('_', ' ') + " " + Quantities.count(left.getValue()))
            .collect(Collectors.joining(", "));
    int count = survey.assessments().size();
    return Quantities.count(count)
        + (count == 1 ? " process, " : " processes, ")
        + TextRenderer.time(survey.time())
        + (leftOut.isEmpty() ? "." : "; left out: " + leftOut + ".");
  }

  private static String verdict(Survey survey) {
    if (survey.assessments().isEmpty()) {
      return "No verdict: no process was assessed.";
    }
    long risky =
        survey.assessments().stream()
            .filter(one -> one.attempt().risk().level().compareTo(Level.WARNING) >= 0)
            .count();
    return risky == 0
        ? "NOT AT RISK, as far as facts could be read."
        : "AT RISK (" + survey.level().label() + "): " + Quantities.count(risky) + " of them.";
  }

  private static void lines(Page page, List<Assessment> assessments) {
    page.line(columns("level", "pid", "needs", "left", "part", "name", "limit hit first"));
    for (Assessment assessment : assessments.subList(0, Math.min(MOST_LINES, assessments.size()))) {
      page.line(line(assessment));
      why(page, assessment);
    }
    if (assessments.size() > MOST_LINES) {
      page.line(
          "... and "
              + Quantities.count(assessments.size() - MOST_LINES)
              + " more, of less risk; --json has them all.");
    }
  }

  private static void why(Page page, Assessment assessment) {
    for (Reason reason : assessment.attempt().risk().reasons()) {
      String source = reason.source() == null ? "" : ": " + reason.source();
      page.paragraph(INDENT, INDENT + "  ", reason.code() + source);
    }
  }

  private static String line(Assessment assessment) {
    Attempt attempt = assessment.attempt();
    Reason nearest = assessment.nearest();
    String level = attempt.risk().level().label() + (assessment.isPartlyAssessed() ? "?" : "");
    String pid = Long.toString(attempt.process().pid());
    String name = Page.end(attempt.process().label(), NAME);
    return nearest == null
        ? columns(level, pid, "-", "-", "-", name, "none known")
        : columns(
            level,
            pid,
            Limits.quantity(nearest, nearest.need()),
            Limits.quantity(nearest, nearest.have()),
            Limits.part(nearest),
            name,
            Limits.name(nearest, LIMIT));
  }

  private static void notes(Page page, List<Assessment> assessments) {
    if (assessments.stream().anyMatch(Assessment::isPartlyAssessed)) {
      page.blank();
      page.paragraph(
          "",
          "",
          "? Facts were missing for a reason: it may be at more risk than is shown. 'spawnrisk"
              + " assess PID' says which.");
    }
    List<Assessment> byStatus =
        assessments.stream().filter(one -> one.attempt().copiesMemory() && !one.exact()).toList();
    if (!byStatus.isEmpty()) {
      page.blank();
      page.paragraph(
          "",
          "",
          "Needs are by /proc/PID/status and may be too high (memory that children do not"
              + " inherit)"
              + areas(byStatus)
              + ".");
    }
  }

  private static String areas(List<Assessment> byStatus) {
    long closed = byStatus.stream().filter(SurveyTable::areasAreClosed).count();
    return (closed < byStatus.size() ? "; 'spawnrisk assess PID' walks over the areas" : "")
        + (closed == 0
            ? ""
            : "; the areas of "
                + Quantities.count(closed)
                + (closed == 1 ? " process" : " processes")
                + " are closed to this user");
  }

  private static boolean areasAreClosed(Assessment assessment) {
    return assessment.unread().stream()
        .anyMatch(facts -> facts.source().endsWith("/smaps") && facts.error() != null);
  }

  private static String columns(Object... values) {
    return String.format(Locale.ROOT, "%-9s %7s %9s %9s %5s %-12s %s", values);
  }
}
