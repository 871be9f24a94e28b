// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.report.MechanismChange;
import io.github.spawnrisk.report.Row;
import java.util.List;

/** What JVMs start by another mechanism than others did, or than before. */
final class ChangesSection {
  private static final String INDENT = "  ";
  private static final String DEEP = "    ";

  private final Page page;

  ChangesSection(Page page) {
    this.page = page;
  }

  void add(List<MechanismChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    page.heading("MECHANISM_CHANGED (notice)");
    page.paragraph(
        INDENT,
        INDENT,
        "JVMs start the same command from the same call site in different ways. A JVM keeps its way"
            + " for life: another JDK makes the difference, or another"
            + " -Djdk.lang.Process.launchMechanism.");
    for (MechanismChange change : changes) {
      page.paragraph(INDENT, DEEP, change.callSite().label() + " -> " + change.command());
      change.ways().forEach(way -> page.paragraph(DEEP, DEEP + INDENT, way(way)));
    }
  }

  private static String way(Row way) {
    return way.call()
        + (way.copiesMemory() ? ", which copies the process's memory" : "")
        + ": "
        + TextRenderer.counted(way.spawns(), "spawn")
        + ", last in "
        + way.latest().process().label()
        + " (pid "
        + way.latest().process().pid()
        + ") at "
        + TextRenderer.time(way.lastSeen());
  }
}
