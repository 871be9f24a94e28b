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
import java.util.Objects;
import java.util.SortedMap;
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

  /**
   * @param parentRss what the process that made the child held: the kernel counts it as the child's
   */
  static Ends of(Aftermath aftermath, @Nullable Bytes parentRss) {
    if (aftermath instanceof Exec exec) {
      return of(exec);
    }
    if (aftermath instanceof Copy copy) {
      return new Ends(
          Durations.NONE,
          0,
          Merged.none(),
          null,
          copy.measured(),
          0,
          0,
          Merged.none(),
          Merged.none());
    }
    if (aftermath instanceof Unstarted unstarted) {
      return of(unstarted);
    }
    return of((Exit) aftermath, parentRss);
  }

  private static Ends of(Exec exec) {
    Durations window = exec.failed() ? Durations.NONE : Durations.of(exec.window());
    SortedMap<String, Long> unfollowed =
        unfollowed(exec.followed(), exec.command(), exec.failed() ? -1 : 1);
    return new Ends(
        window, exec.failed() ? 1 : 0, Merged.none(), null, null, 0, 0, unfollowed, Merged.none());
  }

  /** What is known of it when the call returns. */
  static Ends of(Spawn spawn) {
    if (!(spawn.outcome() instanceof Outcome.Started started)) {
      return NONE;
    }
    SortedMap<String, Long> unfollowed =
        unfollowed(started.followed(), spawn.attempt().command(), 1);
    return new Ends(Durations.NONE, 0, Merged.none(), null, null, 0, 0, unfollowed, Merged.none());
  }

  private static SortedMap<String, Long> unfollowed(
      @Nullable Boolean followed, @Nullable String command, long count) {
    return Boolean.FALSE.equals(followed)
        ? Merged.of(Objects.requireNonNullElse(command, LostTrail.UNNAMED), count)
        : Merged.none();
  }

  private static Ends of(Exit exit, @Nullable Bytes parentRss) {
    Bytes peak = exit.end().peakRss();
    Bytes parent = Bytes.most(parentRss, exit.end().parentPeakRss());
    boolean own = peak != null && parent != null && isBeyond(peak, parent);
    return new Ends(
        Durations.NONE,
        0,
        Merged.of(exit.end().label(), 1L),
        own ? peak : null,
        null,
        "yes".equals(exit.oomKilled()) ? 1 : 0,
        "possible".equals(exit.oomKilled()) ? 1 : 0,
        Merged.none(),
        Merged.none());
  }

  private static Ends of(Unstarted event) {
    SortedMap<String, Long> unstarted = Merged.of(event.label(), 1L);
    return new Ends(Durations.NONE, 0, Merged.none(), null, null, 0, 0, Merged.none(), unstarted);
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
}
