// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Warning;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All spawns of one command by one call and mechanism from one call site.
 *
 * @param call the function that the program called: what a person looks for in the code
 * @param mechanism what the kernel was asked for
 * @param spawns calls that returned
 * @param unreturned calls that were warned of and never returned (or have not yet)
 * @param failures how often each error came back
 * @param ends what became of the children
 * @param findings by code
 * @param commitCharge the largest
 * @param trend how it went over time
 * @param stacks what the calls that returned come to by stack
 * @param worst the event with the highest level and the largest excess
 */
public record Row(
    CallSite callSite,
    @Nullable String command,
    String call,
    String mechanism,
    boolean copiesMemory,
    long spawns,
    long unreturned,
    SortedMap<String, Long> failures,
    Durations durations,
    Ends ends,
    Level level,
    SortedMap<String, Finding> findings,
    List<String> notAssessed,
    @Nullable Bytes commitCharge,
    Trend trend,
    Map<SpawnStack, StackWeight> stacks,
    Attempt worst,
    Attempt latest,
    Instant firstSeen,
    Instant lastSeen) {
  /** The worst first; what is equally bad, by its number of spawns and then by name. */
  static final Comparator<Row> RANKING =
      Comparator.comparing(Row::level)
          .thenComparing(row -> row.unreturned)
          .thenComparing(Row::pressure)
          .thenComparing(Row::spawns)
          .reversed()
          .thenComparing(Row::callSite)
          .thenComparing(Row::command, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Row::call)
          .thenComparing(Row::mechanism);

  public Row {
    failures = Merged.copy(failures);
    findings = Merged.copy(findings);
    notAssessed = List.copyOf(notAssessed);
    stacks = Map.copyOf(stacks);
  }

  /** A call that never returned. */
  static Row of(RowKey key, Warning warning) {
    RowTally tally = new RowTally(key, Integer.MAX_VALUE);
    tally.add(warning);
    return tally.row();
  }

  Row merge(Row other) {
    return new Row(
        callSite,
        command,
        call,
        mechanism,
        copiesMemory || other.copiesMemory,
        spawns + other.spawns,
        unreturned + other.unreturned,
        Merged.of(failures, other.failures, Long::sum),
        durations.merge(other.durations),
        ends.merge(other.ends),
        level.max(other.level),
        Merged.of(findings, other.findings, Finding::merge),
        Merged.union(notAssessed, other.notAssessed),
        Bytes.most(commitCharge, other.commitCharge),
        trend.plus(other.trend),
        Merged.ofAny(stacks, other.stacks, StackWeight::merge),
        Severity.compare(worst, other.worst) >= 0 ? worst : other.worst,
        Severity.compareTimes(latest, other.latest) >= 0 ? latest : other.latest,
        Severity.first(firstSeen, other.firstSeen),
        Severity.last(lastSeen, other.lastSeen));
  }

  /** This row with what became of its children. */
  Row with(@Nullable Aftermaths aftermaths) {
    if (aftermaths == null) {
      return this;
    }
    Level found =
        aftermaths.findings().values().stream().map(Finding::level).reduce(level, Level::max);
    return new Row(
        callSite,
        command,
        call,
        mechanism,
        copiesMemory,
        spawns,
        unreturned,
        failures,
        durations,
        ends.merge(aftermaths.ends()),
        found,
        Merged.of(findings, aftermaths.findings(), Finding::merge),
        notAssessed,
        commitCharge,
        trend,
        stacks,
        worst,
        latest,
        firstSeen,
        lastSeen);
  }

  /** Findings, the worst first. */
  public List<Finding> ranked() {
    return findings.values().stream()
        .sorted(
            Comparator.comparing(Finding::level)
                .thenComparing(Finding::pressure)
                .reversed()
                .thenComparing(Finding::code))
        .toList();
  }

  public boolean atRisk() {
    return level.compareTo(Level.WARNING) >= 0;
  }

  /** Whether the JVM itself asked for it, as it does when it has no more heap, or has crashed. */
  public boolean isVmOwn() {
    return worst.jvm() != null && worst.jvm().vmOwn() && !callSite.equals(CallSite.OTHERS);
  }

  /** Whether a reason that it copies for could not be assessed: none found is no all-clear then. */
  public boolean isPartlyAssessed() {
    return copiesMemory && !notAssessed.isEmpty();
  }

  /** Calls that failed. */
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  private double pressure() {
    return findings.values().stream().mapToDouble(Finding::pressure).max().orElse(0);
  }

  /** Native frames of the worst event, innermost first; they are called by those of Java. */
  public List<String> nativeStack() {
    return worst.caller().stack();
  }

  /** Java's frames of the worst event, innermost first; empty for what is no JVM. */
  public List<String> stack() {
    return worst.jvm() == null ? List.of() : worst.jvm().stack();
  }
}
