// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.event.UnreadFacts;
import io.github.spawnrisk.explain.Explainer;
import io.github.spawnrisk.explain.Explanation;
import io.github.spawnrisk.report.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** What would happen if one process made a child now, as text of 80 columns. */
public final class AssessmentText {
  private AssessmentText() {}

  /** Ends with a newline. */
  public static String render(Assessment assessment) {
    Page page = new Page();
    Attempt attempt = assessment.attempt();
    page.line("WHAT IF IT CALLED " + attempt.call() + " NOW?");
    page.paragraph("", "", who(attempt));
    page.blank();
    page.paragraph("", "", verdict(assessment));
    page.blank();
    first(page, assessment.nearest());
    new ReasonSection(page).add(explanations(attempt));
    new FactTable(page).add(assessment);
    unread(page, assessment.unread());
    return page.toString();
  }

  static List<Explanation> explanations(Attempt attempt) {
    return attempt.risk().reasons().stream()
        .map(reason -> Explainer.explain(Finding.of(reason, attempt)))
        .toList();
  }

  private static String who(Attempt attempt) {
    return attempt.process().label()
        + " (pid "
        + attempt.process().pid()
        + "), "
        + TextRenderer.time(attempt.time())
        + "; "
        + attempt.call()
        + (attempt.copiesMemory() ? " copies its memory." : " copies no memory.");
  }

  static String verdict(Assessment assessment) {
    Level level = assessment.attempt().risk().level();
    List<String> missing = assessment.attempt().risk().notAssessed();
    String partly =
        missing.isEmpty()
            ? ""
            : " Facts were missing for " + String.join(", ", missing) + ", see NOT READ below.";
    if (level.compareTo(Level.WARNING) >= 0) {
      return "AT RISK (" + level.label() + "): " + codes(assessment) + "." + partly;
    }
    if (!missing.isEmpty()) {
      return "NOT KNOWN." + partly;
    }
    return level == Level.NONE
        ? "NOT AT RISK."
        : "NOT AT RISK so far, but close to a limit: " + codes(assessment) + ".";
  }

  private static String codes(Assessment assessment) {
    return assessment.attempt().risk().reasons().stream()
        .map(Reason::code)
        .collect(Collectors.joining(", "));
  }

  private static void first(Page page, Reason nearest) {
    if (nearest == null) {
      page.line("No limit is known that it could hit.");
      return;
    }
    page.paragraph(
        "",
        "",
        "The limit that it would hit first: "
            + nearest.source()
            + ". It can come to need "
            + Limits.quantity(nearest, nearest.need())
            + ", there is "
            + Limits.quantity(nearest, nearest.have())
            + " ("
            + Limits.part(nearest)
            + ").");
  }

  private static void unread(Page page, List<UnreadFacts> unread) {
    if (!unread.isEmpty()) {
      page.heading("NOT READ");
    }
    for (UnreadFacts facts : unread) {
      String why = facts.error() == null ? "does not tell, or not all" : facts.error();
      page.paragraph("   ", "     ", facts.source() + " (" + why + "): " + facts.facts());
    }
  }
}
