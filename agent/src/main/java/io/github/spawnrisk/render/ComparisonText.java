// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.SavedFinding;
import io.github.spawnrisk.explain.Explainer;
import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.Change;
import io.github.spawnrisk.report.Comparison;
import io.github.spawnrisk.report.PlaceKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became worse between two reports, by call site, for people. */
public final class ComparisonText {
  private static final String INDENT = "   ";

  private ComparisonText() {}

  public static String render(Comparison comparison) {
    Page page = new Page();
    page.line("SPAWN RISK, COMPARED");
    Map<PlaceKey, List<Change>> worse =
        comparison.worse().stream()
            .collect(
                Collectors.groupingBy(
                    Change::place, LinkedHashMap::new, Collectors.toUnmodifiableList()));
    page.paragraph("", "", verdict(comparison, worse.size()));
    int number = 1;
    for (Map.Entry<PlaceKey, List<Change>> place : worse.entrySet()) {
      page.blank();
      page.paragraph(number + ". ", INDENT, place.getKey().label());
      place.getValue().forEach(change -> page.paragraph(INDENT, INDENT + "  ", sentence(change)));
      number++;
    }
    return page.toString();
  }

  private static String verdict(Comparison comparison, int worse) {
    return (worse == 0
            ? "Nothing is worse: "
            : TextRenderer.counted(worse, "call site") + " worse, ")
        + Quantities.count(comparison.better())
        + " better, "
        + Quantities.count(comparison.same())
        + " without a change of note, "
        + Quantities.count(comparison.gone())
        + " gone.";
  }

  private static String sentence(Change change) {
    String level = " (" + change.level().label() + ")";
    return switch (change.kind()) {
      case NEW_FINDING -> change.code() + level + " is new" + numbers(change.finding());
      case WORSE_FINDING ->
          change.code() + level + " was " + before(change) + numbers(change.finding());
      case CLOSER ->
          change.code()
              + level
              + numbers(change.finding())
              + "; it was"
              + numbers(change.findingBefore());
      case COPIES -> "calls copy the process's memory, which none did before";
      case FAILS -> part(change.now()) + " of the calls fail; it was " + part(change.before());
      case SLOWER -> "a call takes " + time(change.now()) + "; it was " + time(change.before());
    };
  }

  private static String before(Change change) {
    return change.findingBefore() == null ? "none" : change.findingBefore().level().label();
  }

  private static String numbers(@Nullable SavedFinding finding) {
    if (finding == null || finding.need().isEmpty() || finding.have().isEmpty()) {
      return "";
    }
    return ": need "
        + Explainer.quantity(finding.code(), finding.need().getAsLong())
        + ", have "
        + Explainer.quantity(finding.code(), finding.have().getAsLong());
  }

  private static String part(double part) {
    return String.format(Locale.ROOT, "%.1f %%", part * 100);
  }

  private static String time(double nanoseconds) {
    return Quantities.duration(Duration.ofNanos((long) nanoseconds));
  }
}
