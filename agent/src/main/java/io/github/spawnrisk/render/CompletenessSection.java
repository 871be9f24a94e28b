// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.Completeness;
import io.github.spawnrisk.report.LostTrail;
import io.github.spawnrisk.report.UnobservedChildren;
import java.util.ArrayList;
import java.util.List;

/** How complete the observation is, and where it is not. */
final class CompletenessSection {
  private static final String INDENT = "  ";
  private static final int MOST_PLACES = 10;

  private final List<String> entries = new ArrayList<>();

  private CompletenessSection() {}

  static void add(Page page, Completeness completeness) {
    page.heading("COMPLETENESS");
    entries(completeness).forEach(entry -> page.paragraph(INDENT, INDENT + INDENT, entry));
  }

  static List<String> entries(Completeness completeness) {
    CompletenessSection section = new CompletenessSection();
    section.add(completeness);
    return section.entries;
  }

  private void add(Completeness completeness) {
    number(completeness.spawns(), "spawn", "seen");
    number(completeness.endsNotSeen(), "end", "of children not seen" + why(completeness));
    unobserved(completeness);
    trails(completeness);
    number(completeness.lost(), "event", "lost" + whatThatHides(completeness));
    number(completeness.unread(), "line", "not read");
  }

  private static String why(Completeness completeness) {
    return completeness.endsNotSeen() == 0
        ? ""
        : ": they run still, nobody reaped them, or it was done inside the C library or where"
            + " SIGCHLD is ignored";
  }

  private static String whatThatHides(Completeness completeness) {
    return completeness.lost() == 0
        ? ""
        : ", which may have told of more spawns, ends, unobserved children and lost trails";
  }

  private void number(long count, String noun, String what) {
    entry(TextRenderer.counted(count, noun) + " " + what);
  }

  private void entry(String text) {
    entries.add(text);
  }

  private void unobserved(Completeness completeness) {
    long all = completeness.unobservedChildren();
    if (all == 0) {
      entry("0 children unobserved");
      return;
    }
    List<String> places = new ArrayList<>();
    for (UnobservedChildren one : completeness.unobserved()) {
      String process = one.process().label() + " (pid " + one.process().pid() + ")";
      places.add(Quantities.count(one.count()) + " reaped by " + process);
    }
    entry(
        children(all)
            + " unobserved, whose start no door saw (made by a static program or a bare system"
            + " call, or adopted): "
            + some(places));
  }

  private void trails(Completeness completeness) {
    long all = completeness.unfollowedPrograms();
    if (all == 0) {
      entry("0 trails lost");
      return;
    }
    List<String> places = new ArrayList<>();
    for (LostTrail trail : completeness.lostTrails()) {
      places.add(
          Quantities.count(trail.count())
              + " x "
              + trail.command()
              + " at "
              + trail.callSite().label());
    }
    entry(
        TextRenderer.counted(all, "trail")
            + " lost, at programs that got an environment without the library: "
            + some(places));
  }

  private static String some(List<String> places) {
    List<String> shown = new ArrayList<>(places.subList(0, Math.min(MOST_PLACES, places.size())));
    if (places.size() > MOST_PLACES) {
      shown.add("and more; --json has them all");
    }
    return String.join(", ", shown);
  }

  static String children(long count) {
    return count == 1 ? "1 child" : Quantities.count(count) + " children";
  }
}
