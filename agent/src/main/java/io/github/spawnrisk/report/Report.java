// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Warning;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is known of all events so far; it never changes. Exporters and renderers read only this. */
public final class Report {
  /** Of no events at all. */
  public static final Report EMPTY =
      new Report(
          Map.of(),
          Map.of(),
          Timeline.none(),
          Map.of(),
          Set.of(),
          new Children(Children.NOBODY, Pipeline.CHILDREN_OF_FILES),
          new Ancestry(0),
          Map.of(),
          Map.of(),
          Map.of());

  private final Map<RowKey, Row> returned;
  private final Map<RowKey, Aftermaths> aftermaths;
  private final Timeline timeline;
  private final Map<String, Warning> unanswered;
  private final Set<String> answers;
  private final Children children;
  private final Ancestry ancestry;
  private final Map<ProcessSeen.Key, ProcessSeen> processes;
  private final Map<LostEvents.Key, LostEvents> losses;
  private final Map<UnreadLines.Key, UnreadLines> unread;
  private final List<Row> rows;

  /**
   * @param aftermaths what became of the children of each row
   * @param timeline of the calls that returned; nobody changes it any more
   * @param unanswered warnings whose spawn has not come, by the spawn's id
   * @param children nobody else's from now on, as is ancestry
   * @param answers ids of risky spawns whose warning has not come; it may be in another file
   */
  Report(
      Map<RowKey, Row> returned,
      Map<RowKey, Aftermaths> aftermaths,
      Timeline timeline,
      Map<String, Warning> unanswered,
      Set<String> answers,
      Children children,
      Ancestry ancestry,
      Map<ProcessSeen.Key, ProcessSeen> processes,
      Map<LostEvents.Key, LostEvents> losses,
      Map<UnreadLines.Key, UnreadLines> unread) {
    this.returned = Map.copyOf(returned);
    this.aftermaths = Map.copyOf(aftermaths);
    this.timeline = timeline;
    this.unanswered = Map.copyOf(unanswered);
    this.answers = Set.copyOf(answers);
    this.children = children;
    this.ancestry = ancestry;
    this.processes = Map.copyOf(processes);
    this.losses = Map.copyOf(losses);
    this.unread = Map.copyOf(unread);
    this.rows = Ranking.of(returned, unanswered.values(), aftermaths);
  }

  /**
   * The report of both; associative, and indifferent to how events are spread over files, as long
   * as all together have no more than {@value Pipeline#CHILDREN_OF_FILES} children that live, and
   * {@value Bounded#MOST} each that have ended and that are only heard of: of more, the oldest are
   * forgotten, and which are the oldest depends on what was merged first.
   *
   * <p>Hosts are not told apart, as no line names its host: processes of two hosts that have the
   * pid and the start time since boot in common are one here. Ids of spawns have a microsecond in
   * them too, and are as good as never the same.
   */
  public Report merge(Report other) {
    Tallies joined = new Tallies(Integer.MAX_VALUE);
    Children both = children.copy(joined::aftermath);
    both.append(other.children);
    Map<RowKey, Aftermaths> all = Merged.ofAny(aftermaths, other.aftermaths, Aftermaths::merge);
    joined.aftermaths().forEach((site, one) -> all.merge(site, one, Aftermaths::merge));
    Map<String, Warning> warnings = new HashMap<>(unanswered);
    warnings.putAll(other.unanswered);
    Set<String> ids = new HashSet<>(answers);
    ids.addAll(other.answers);
    Set<String> met = new HashSet<>(warnings.keySet());
    met.retainAll(ids);
    warnings.keySet().removeAll(met);
    ids.removeAll(met);
    return new Report(
        Merged.ofAny(returned, other.returned, Row::merge),
        all,
        timeline.plus(other.timeline),
        warnings,
        ids,
        both.copy(Children.NOBODY),
        ancestry.with(other.ancestry),
        Merged.ofAny(processes, other.processes, ProcessSeen::merge),
        Merged.ofAny(losses, other.losses, LostEvents::merge),
        Merged.ofAny(unread, other.unread, UnreadLines::merge));
  }

  /** Call sites, the one with the highest risk first. */
  public List<Row> rows() {
    return rows;
  }

  /** How near all spawns together came to each limit over time. */
  public Timeline timeline() {
    Timeline all = timeline.copy();
    unanswered.values().forEach(warning -> all.add(RowKey.of(warning.attempt()), warning));
    return all;
  }

  /** How long the calls took that copy memory. */
  public Durations forkStalls() {
    return Durations.sum(rows.stream().filter(Row::copiesMemory).map(Row::durations));
  }

  /** How long children took from the spawn to the exec. */
  public Durations execWindows() {
    return Durations.sum(rows.stream().map(row -> row.ends().windows()));
  }

  /** Call sites of several JVMs that do not start the same command in the same way. */
  public List<MechanismChange> mechanismChanges() {
    return MechanismChange.in(rows);
  }

  /** The worst level of all call sites; none where there are none. */
  public Level level() {
    return rows.stream().map(Row::level).reduce(Level.NONE, Level::max);
  }

  /** Whether any call site's level is warning or above. */
  public boolean atRisk() {
    return rows.stream().anyMatch(Row::atRisk);
  }

  /** Whether there were more call sites than the pipeline had rows for. */
  public boolean hasOthers() {
    return rows.stream().anyMatch(row -> row.callSite().equals(CallSite.OTHERS));
  }

  /**
   * How many call sites have a row like that, at least: one that starts three commands counts once,
   * and the others may all be sites that have rows of their own.
   */
  public long callSites(Predicate<Row> like) {
    Set<CallSite> sites =
        rows.stream()
            .filter(like)
            .map(Row::callSite)
            .collect(Collectors.toCollection(HashSet::new));
    return sites.size() > 1 && sites.contains(CallSite.OTHERS) ? sites.size() - 1 : sites.size();
  }

  /** Calls that returned. */
  public long spawns() {
    return rows.stream().mapToLong(Row::spawns).sum();
  }

  /** Warnings whose call never returned (in a live process: or has not yet), oldest first. */
  public List<Warning> unreturned() {
    return unanswered.values().stream()
        .sorted(Comparator.comparing(Warning::time).thenComparing(Warning::spawn))
        .toList();
  }

  /** How much of what happened is in the report. */
  public Completeness completeness() {
    return new Completeness(
        spawns(),
        Gaps.endsNotSeen(rows),
        Gaps.unobserved(children.unobserved(ancestry, processes.values()), processes.values()),
        Gaps.lostTrails(rows, ancestry),
        losses.values().stream().mapToLong(LostEvents::lost).sum(),
        unread.values().stream().mapToLong(UnreadLines::count).sum());
  }

  /** Which process descended from which spawn. */
  public ProcessTree tree() {
    return ProcessTree.of(processes(), ancestry);
  }

  /** By first appearance. */
  public List<ProcessSeen> processes() {
    return processes.values().stream()
        .sorted(Comparator.comparing(ProcessSeen::firstSeen).thenComparing(ProcessSeen::pid))
        .toList();
  }

  public List<LostEvents> losses() {
    return losses.values().stream()
        .sorted(Comparator.comparing(LostEvents::process).thenComparing(LostEvents::why))
        .toList();
  }

  /** By file and line. */
  public List<UnreadLines> unread() {
    return unread.values().stream()
        .sorted(Comparator.comparing(UnreadLines::file).thenComparing(UnreadLines::firstLine))
        .toList();
  }

  /** Codes of reasons that could not be assessed somewhere. */
  public Set<String> notAssessed() {
    Set<String> codes = new TreeSet<>();
    rows.forEach(row -> codes.addAll(row.notAssessed()));
    return Collections.unmodifiableSet(codes);
  }

  /** Time of the first event; null where there is none. */
  public @Nullable Instant firstSeen() {
    return times(ProcessSeen::firstSeen).min(Comparator.naturalOrder()).orElse(null);
  }

  /** Time of the last event; null where there is none. */
  public @Nullable Instant lastSeen() {
    return times(ProcessSeen::lastSeen).max(Comparator.naturalOrder()).orElse(null);
  }

  private Stream<Instant> times(Function<ProcessSeen, Instant> time) {
    return processes.values().stream().map(time);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Report report
        && returned.equals(report.returned)
        && aftermaths.equals(report.aftermaths)
        && timeline.equals(report.timeline)
        && unanswered.equals(report.unanswered)
        && answers.equals(report.answers)
        && children.equals(report.children)
        && ancestry.equals(report.ancestry)
        && processes.equals(report.processes)
        && losses.equals(report.losses)
        && unread.equals(report.unread);
  }

  @Override
  public int hashCode() {
    return returned.hashCode();
  }
}
