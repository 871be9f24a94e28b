// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.SpawningProcess;
import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.LostEvents;
import io.github.spawnrisk.report.ProcessSeen;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.UnreadLines;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was seen, and what was not. */
final class Appendix {
  private static final String INDENT = "  ";

  private final Page page;

  Appendix(Page page) {
    this.page = page;
  }

  void add(Report report) {
    processes(report);
    unobserved(report);
    losses(report.losses());
    unread(report.unread());
    notAssessed(report);
  }

  private void processes(Report report) {
    List<ProcessSeen> processes = report.processes();
    if (processes.isEmpty()) {
      return;
    }
    SortedMap<String, List<ProcessSeen>> byName = new TreeMap<>();
    for (ProcessSeen process : processes) {
      String name = process.name() == null ? "(no name)" : process.name();
      byName.computeIfAbsent(name, first -> new ArrayList<>()).add(process);
    }
    page.heading("PROCESSES SEEN");
    byName.forEach(
        (name, same) ->
            page.paragraph(
                INDENT, INDENT + INDENT, processes(name, same) + startedBy(report, same)));
  }

  private static String processes(String name, List<ProcessSeen> same) {
    long spawns = same.stream().mapToLong(ProcessSeen::spawns).sum();
    String who =
        same.size() == 1
            ? "pid " + same.get(0).pid()
            : Quantities.count(same.size()) + " processes, first pid " + same.get(0).pid();
    return name + " (" + who + "): " + TextRenderer.counted(spawns, "spawn");
  }

  /** Where the trail of a process leads back to one that was seen. */
  private static String startedBy(Report report, List<ProcessSeen> same) {
    SortedSet<String> parents = new TreeSet<>();
    for (ProcessSeen process : same) {
      SpawningProcess parent = report.parentOf(process);
      if (parent != null) {
        parents.add(parent.label() + " (pid " + parent.pid() + ")");
      }
    }
    String more = parents.size() > 1 ? " and " + (parents.size() - 1) + " more" : "";
    return parents.isEmpty() ? "" : ", started by " + parents.first() + more;
  }

  private void unobserved(Report report) {
    if (report.unobserved() > 0) {
      page.heading("NOT OBSERVED");
      page.paragraph(
          INDENT,
          INDENT + INDENT,
          TextRenderer.counted(report.unobserved(), "reaped process")
              + " whose start no door saw: made by a static program or a bare system call, or"
              + " adopted.");
    }
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
