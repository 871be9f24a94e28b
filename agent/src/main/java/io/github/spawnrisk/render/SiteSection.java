// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.explain.Explainer;
import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.CallSite;
import io.github.spawnrisk.report.Durations;
import io.github.spawnrisk.report.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One call site of note: who, why, what to do, and the state of the process. */
final class SiteSection {
  private static final String INDENT = "   ";
  private static final String DEEP = "     ";
  private static final int MOST_FRAMES = 8;
  private static final String JDK_LAUNCHER = "libjava.so";

  private final Page page;

  SiteSection(Page page) {
    this.page = page;
  }

  void add(int number, Row row) {
    page.blank();
    page.paragraph(number + ". ", INDENT, kind(row) + "  " + row.callSite().label());
    page.paragraph(INDENT, INDENT, what(row));
    ofTheJvm(row);
    unreturned(row);
    new ReasonSection(page)
        .add(row.ranked().stream().map(finding -> Explainer.explain(row, finding)).toList());
    counts(row);
    page.blank();
    worst(row.worst());
    if (!row.latest().equals(row.worst())) {
      latest(row.latest());
    }
    durations(
        row.copiesMemory() ? "Fork stall (the whole call): " : "The call took: ", row.durations());
    durations("Exec window: ", row.ends().windows());
    ends(row);
    TrendText.add(page, row.trend());
    stack(row);
  }

  private static String kind(Row row) {
    return row.level() == Level.NONE ? "OF NOTE" : row.level().label().toUpperCase(Locale.ROOT);
  }

  private static String what(Row row) {
    String copies = row.copiesMemory() ? ", which copies the process's memory" : "";
    return (row.command() == null ? "calls " : "starts " + row.command() + " by ")
        + row.call()
        + copies
        + (row.spawns() == 0 ? "" : "; " + TextRenderer.counted(row.spawns(), "time"))
        + failures(row)
        + seen(TextRenderer.time(row.firstSeen()), TextRenderer.time(row.lastSeen()));
  }

  private static String seen(String first, String last) {
    return first.equals(last) ? ", at " + last : ", first at " + first + ", last at " + last;
  }

  private void ofTheJvm(Row row) {
    if (row.isVmOwn()) {
      page.blank();
      page.paragraph(
          INDENT,
          INDENT,
          "The JVM itself asks for it, as for -XX:OnOutOfMemoryError and -XX:OnError: at the worst"
              + " of all moments, when it has no more heap, or has crashed.");
    }
  }

  private static String failures(Row row) {
    List<String> failures = new ArrayList<>();
    row.failures().forEach((error, count) -> failures.add(Quantities.count(count) + " " + error));
    return failures.isEmpty() ? "" : " (failed: " + String.join(", ", failures) + ")";
  }

  private void unreturned(Row row) {
    if (row.unreturned() > 0) {
      page.blank();
      page.paragraph(
          INDENT,
          INDENT,
          (row.unreturned() == 1
                  ? "A " + row.call() + " that was warned of never returned"
                  : Quantities.count(row.unreturned()) + " calls warned of never returned")
              + ": the process died inside the call, or is in it still.");
    }
  }

  /** Of how many spawns each is true: the arithmetic above is that of the worst. */
  private void counts(Row row) {
    List<String> counts = new ArrayList<>();
    row.ranked()
        .forEach(found -> counts.add(Quantities.count(found.count()) + " x " + found.code()));
    if (row.spawns() + row.unreturned() > 1 && !counts.isEmpty()) {
      page.blank();
      page.paragraph(INDENT, INDENT, "Found: " + String.join(", ", counts) + ".");
    }
  }

  private void worst(Attempt event) {
    List<String> facts = new ArrayList<>();
    size(facts, "commit charge", event.memory().commitCharge());
    size(facts, "copy exposure", event.copyExposure());
    size(facts, "page tables", event.memory().pageTables());
    size(facts, "headroom", event.headroom());
    event.threads().ifPresent(threads -> facts.add(TextRenderer.counted(threads, "thread")));
    event
        .pagesToFaultAgain()
        .ifPresent(pages -> facts.add(TextRenderer.counted(pages, "page") + " to fault again"));
    facts("At the worst", event, facts);
  }

  private void latest(Attempt event) {
    List<String> facts = new ArrayList<>();
    size(facts, "commit charge", event.memory().commitCharge());
    size(facts, "copy exposure", event.copyExposure());
    size(facts, "headroom", event.headroom());
    facts("The latest, " + TextRenderer.time(event.time()), event, facts);
  }

  private void facts(String when, Attempt event, List<String> facts) {
    if (!facts.isEmpty()) {
      page.paragraph(
          INDENT,
          INDENT,
          when
              + ", in "
              + event.process().label()
              + " (pid "
              + event.process().pid()
              + thread(event)
              + "): "
              + String.join(", ", facts)
              + ".");
    }
  }

  /** A Java thread's pool shows in its stack. */
  private static String thread(Attempt event) {
    String thread = event.caller().thread();
    return thread == null ? "" : ", thread " + thread;
  }

  private static void size(List<String> facts, String name, @Nullable Bytes size) {
    if (size != null) {
      facts.add(name + " " + Quantities.bytes(size.count()));
    }
  }

  private void durations(String what, Durations durations) {
    Duration mean = durations.mean();
    if (mean != null) {
      page.paragraph(
          INDENT,
          INDENT,
          what
              + Quantities.duration(mean)
              + " on average, "
              + percentile("p50", durations, 50)
              + percentile("p99", durations, 99)
              + Quantities.duration(durations.max())
              + " at most.");
    }
  }

  private static String percentile(String name, Durations durations, double percent) {
    Duration duration = durations.percentile(percent);
    return duration == null ? "" : name + " " + Quantities.duration(duration) + ", ";
  }

  private void ends(Row row) {
    String ends = EndsText.of(row.ends());
    if (!ends.isEmpty()) {
      page.paragraph(INDENT, INDENT, "Its children: " + ends + ".");
    }
  }

  /** The JDK's frames above it are the same for every spawn. */
  private static List<String> fromCallSite(Row row) {
    int callSite = row.stack().indexOf(CallSite.of(row.worst()).label());
    return row.stack().subList(Math.max(0, callSite), row.stack().size());
  }

  /** Likewise the JDK's native frames, which are those of its process launcher. */
  private static List<String> frames(Row row) {
    List<String> frames = new ArrayList<>(row.nativeStack());
    if (!row.stack().isEmpty()) {
      frames.removeIf(frame -> frame.startsWith(JDK_LAUNCHER));
    }
    frames.addAll(fromCallSite(row));
    return frames;
  }

  private void stack(Row row) {
    List<String> frames = frames(row);
    for (String frame : frames.subList(0, Math.min(MOST_FRAMES, frames.size()))) {
      page.paragraph(DEEP + "at ", DEEP + "   ", frame);
    }
    if (frames.size() > MOST_FRAMES) {
      page.line(DEEP + "... " + TextRenderer.counted(frames.size() - MOST_FRAMES, "more frame"));
    }
  }
}
