// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Copy;
import io.github.spawnrisk.event.Exec;
import io.github.spawnrisk.event.Exit;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Unstarted;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call site's children, as far as it was seen.
 *
 * @param windows from the spawn to the exec; its count is the execs that were tried
 * @param failedExecs of them, those that failed
 * @param how how often each end was seen, such as "status 0"
 * @param peakRss the largest peak that a child reached itself, and not its parent before it
 * @param measuredCopy the largest that a child ever told: what it took of the machine, though it
 *     may have given memory back by its end
 * @param oomKilled children that the OOM killer ended
 * @param perhapsOomKilled those of which it is only suggested
 * @param unfollowed how often each program was run that is not observed; 0 where that failed
 * @param unstarted how often Java said that the program was not started, by its reason
 */
public record Ends(
    Durations windows,
    long failedExecs,
    SortedMap<String, Long> how,
    @Nullable Bytes peakRss,
    @Nullable Bytes measuredCopy,
    long oomKilled,
    long perhapsOomKilled,
    SortedMap<String, Long> unfollowed,
    SortedMap<String, Long> unstarted) {
  static final Ends NONE =
      new Ends(Durations.NONE, 0, Merged.none(), null, null, 0, 0, Merged.none(), Merged.none());

  public Ends {
    how = Merged.copy(how);
    unfollowed = Merged.copy(unfollowed);
    unstarted = Merged.copy(unstarted);
  }

  /** By more than the kernel's counters of resident pages, kept per processor, may be off. */
  private static boolean isBeyond(Bytes peak, Bytes parent) {
    return peak.count() > parent.count() + parent.count() / 16;
  }

  Ends merge(Ends other) {
    return new Ends(
        windows.merge(other.windows),
        failedExecs + other.failedExecs,
        Merged.of(how, other.how, Long::sum),
        Bytes.most(peakRss, other.peakRss),
        Bytes.most(measuredCopy, other.measuredCopy),
        oomKilled + other.oomKilled,
        perhapsOomKilled + other.perhapsOomKilled,
        Merged.of(unfollowed, other.unfollowed, Long::sum),
        Merged.of(unstarted, other.unstarted, Long::sum));
  }

  /** Children whose end was seen. */
  public long ended() {
    return how.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Children that were seen to run another program. */
  public long executed() {
    return Math.max(0, windows.count() - failedExecs);
  }

  /** Adds one after the other. */
  static final class Tally {
    private final Durations.Tally windows = new Durations.Tally();
    private long failedExecs;
    private Map<String, Long> how = Map.of();
    private @Nullable Bytes peakRss;
    private @Nullable Bytes measuredCopy;
    private long oomKilled;
    private long perhapsOomKilled;
    private Map<String, Long> unfollowed = Map.of();
    private Map<String, Long> unstarted = Map.of();

    /** What is known of it when the call returns. */
    void add(Spawn spawn) {
      if (spawn.outcome() instanceof Outcome.Started started) {
        unfollowed(started.followed(), spawn.attempt().command(), 1);
      }
    }

    /**
     * @param parentRss what the process that made the child held: the kernel counts it as the
     *     child's
     */
    void add(Aftermath aftermath, @Nullable Bytes parentRss) {
      if (aftermath instanceof Exit exit) {
        add(exit, parentRss);
      } else if (aftermath instanceof Exec exec) {
        add(exec);
      } else if (aftermath instanceof Copy copy) {
        measuredCopy = Bytes.most(measuredCopy, copy.measured());
      } else if (aftermath instanceof Unstarted event) {
        unstarted = Merged.plus(unstarted, event.label(), 1);
      }
    }

    private void add(Exec exec) {
      if (exec.failed()) {
        failedExecs++;
      } else {
        windows.add(exec.window());
      }
      unfollowed(exec.followed(), exec.command(), exec.failed() ? -1 : 1);
    }

    private void add(Exit exit, @Nullable Bytes parentRss) {
      Bytes peak = exit.end().peakRss();
      Bytes parent = Bytes.most(parentRss, exit.end().parentPeakRss());
      if (peak != null && parent != null && isBeyond(peak, parent)) {
        peakRss = Bytes.most(peakRss, peak);
      }
      how = Merged.plus(how, exit.end().label(), 1);
      oomKilled += "yes".equals(exit.oomKilled()) ? 1 : 0;
      perhapsOomKilled += "possible".equals(exit.oomKilled()) ? 1 : 0;
    }

    private void unfollowed(@Nullable Boolean followed, @Nullable String command, long count) {
      if (Boolean.FALSE.equals(followed)) {
        String name = Objects.requireNonNullElse(command, LostTrail.UNNAMED);
        unfollowed = Merged.plus(unfollowed, name, count);
      }
    }

    Ends ends() {
      return new Ends(
          windows.durations(),
          failedExecs,
          new TreeMap<>(how),
          peakRss,
          measuredCopy,
          oomKilled,
          perhapsOomKilled,
          new TreeMap<>(unfollowed),
          new TreeMap<>(unstarted));
    }
  }
}
