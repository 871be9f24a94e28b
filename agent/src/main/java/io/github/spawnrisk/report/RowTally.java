// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Warning;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A row that grows by one event after the other; in which order makes no difference. */
final class RowTally {
  private final RowKey key;
  private Map<String, Long> failures = Map.of();
  private Map<String, Finding.Tally> findings = Map.of();
  private final Durations.Tally durations = new Durations.Tally();
  private final Ends.Tally ends = new Ends.Tally();
  private final TreeSet<String> notAssessed = new TreeSet<>();
  private final Trend trend = Trend.none();
  private final StackWeight.Tally stacks;
  private boolean copiesMemory;
  private long spawns;
  private long unreturned;
  private Level level = Level.NONE;
  private @Nullable Bytes commitCharge;
  private @Nullable Attempt worst;
  private @Nullable Attempt latest;
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;

  /** The last that were added: they are the same for many events. */
  private List<String> lastNotAssessed = List.of();

  /**
   * @param mostStacks how many are kept apart
   */
  RowTally(RowKey key, int mostStacks) {
    this.key = key;
    this.stacks = new StackWeight.Tally(mostStacks);
  }

  /** The same object for all that is kept of this row's events. */
  RowKey key() {
    return key;
  }

  void add(Spawn spawn) {
    add(spawn.attempt(), spawn.repeats());
    spawns += spawn.repeats();
    if (spawn.outcome() instanceof Outcome.Failed failed) {
      failures = Merged.plus(failures, failed.error(), spawn.repeats());
    }
    durations.add(spawn.duration());
    ends.add(spawn);
    trend.add(spawn);
    stacks.add(spawn);
  }

  /** A call that never returned. */
  void add(Warning warning) {
    add(warning.attempt(), 1);
    unreturned++;
    trend.add(warning.attempt());
  }

  private void add(Attempt attempt, long times) {
    copiesMemory |= attempt.copiesMemory();
    level = level.max(attempt.risk().level());
    commitCharge = Bytes.most(commitCharge, attempt.memory().commitCharge());
    worst = worst == null || Severity.compare(attempt, worst) > 0 ? attempt : worst;
    latest = latest == null || Severity.compareTimes(attempt, latest) > 0 ? attempt : latest;
    first = Severity.first(first, attempt.time());
    last = Severity.last(last, attempt.time());
    findings = Finding.Tally.with(findings, attempt.risk().reasons(), attempt, times);
    if (!attempt.risk().notAssessed().equals(lastNotAssessed)) {
      lastNotAssessed = attempt.risk().notAssessed();
      notAssessed.addAll(lastNotAssessed);
    }
  }

  /** What it has come to. */
  Row row() {
    if (worst == null || latest == null) {
      throw new IllegalStateException("a row of no events");
    }
    return new Row(
        key.callSite(),
        key.command(),
        key.call(),
        key.mechanism(),
        copiesMemory,
        spawns,
        unreturned,
        new TreeMap<>(failures),
        durations.durations(),
        ends.ends(),
        level,
        Finding.Tally.findings(findings),
        List.copyOf(notAssessed),
        commitCharge,
        trend.copy(),
        stacks.stacks(),
        worst,
        latest,
        first,
        last);
  }
}
