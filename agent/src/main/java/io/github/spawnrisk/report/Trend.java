// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Spawn;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a call site went over time: {@value #MOST} {@link Intervals} of seconds at most. */
public final class Trend {
  static final int MOST = 64;

  private static final long UNKNOWN = -1;

  /**
   * One interval.
   *
   * @param commitCharge the largest in it, as are exposure and duration; null: none was told
   * @param headroom the least
   */
  public record Interval(
      Instant start,
      long spawns,
      long failures,
      @Nullable Bytes commitCharge,
      @Nullable Bytes exposure,
      @Nullable Bytes headroom,
      @Nullable Duration duration) {}

  /** What is kept of each interval, in this order. */
  private static final int SPAWNS = 0;

  private static final int FAILURES = 1;
  private static final int CHARGE = 2;
  private static final int EXPOSURE = 3;
  private static final int HEADROOM = 4;
  private static final int DURATION = 5;
  private static final int FIGURES = 6;

  private final Intervals<long[]> intervals = new Intervals<>(MOST, Trend::nothing, Trend::addTo);

  private Trend() {}

  static Trend none() {
    return new Trend();
  }

  private static long[] nothing() {
    long[] interval = new long[FIGURES];
    Arrays.fill(interval, CHARGE, FIGURES, UNKNOWN);
    return interval;
  }

  Trend copy() {
    Trend copy = none();
    copy.add(this);
    return copy;
  }

  Trend plus(Trend other) {
    Trend both = copy();
    both.add(other);
    return both;
  }

  void add(Spawn spawn) {
    long[] interval = add(spawn.attempt());
    boolean failed = spawn.outcome() instanceof Outcome.Failed;
    interval[SPAWNS] += spawn.repeats();
    interval[FAILURES] += failed ? spawn.repeats() : 0;
    Duration duration = spawn.duration();
    if (duration != null) {
      interval[DURATION] = Math.max(interval[DURATION], duration.toNanos());
    }
  }

  /** Of a call that has not returned. */
  long[] add(Attempt attempt) {
    long[] interval = intervals.at(attempt.time().getEpochSecond());
    interval[CHARGE] = Math.max(interval[CHARGE], count(attempt.memory().commitCharge()));
    interval[EXPOSURE] = Math.max(interval[EXPOSURE], count(attempt.copyExposure()));
    interval[HEADROOM] = least(interval[HEADROOM], count(attempt.headroom()));
    return interval;
  }

  private static long count(@Nullable Bytes bytes) {
    return bytes == null ? UNKNOWN : bytes.count();
  }

  private static long least(long one, long other) {
    return one == UNKNOWN || other == UNKNOWN ? Math.max(one, other) : Math.min(one, other);
  }

  void add(Trend other) {
    intervals.add(other.intervals);
  }

  private static void addTo(long[] sum, long[] more) {
    sum[SPAWNS] += more[SPAWNS];
    sum[FAILURES] += more[FAILURES];
    sum[CHARGE] = Math.max(sum[CHARGE], more[CHARGE]);
    sum[EXPOSURE] = Math.max(sum[EXPOSURE], more[EXPOSURE]);
    sum[HEADROOM] = least(sum[HEADROOM], more[HEADROOM]);
    sum[DURATION] = Math.max(sum[DURATION], more[DURATION]);
  }

  /**
   * The same in longer intervals, so that from the first to the last there are at most so many: two
   * at least, for 1970 is always between two.
   */
  public Trend within(int most) {
    Trend wider = copy();
    wider.intervals.widen(most);
    return wider;
  }

  /** How long each interval is. */
  public Duration interval() {
    return Duration.ofSeconds(intervals.length());
  }

  /** In the order of time, without those of which nothing was seen. */
  public List<Interval> intervals() {
    return intervals.parts().stream().map(part -> interval(part.start(), part.sum())).toList();
  }

  private static Interval interval(long start, long[] sum) {
    return new Interval(
        Instant.ofEpochSecond(start),
        sum[SPAWNS],
        sum[FAILURES],
        bytes(sum[CHARGE]),
        bytes(sum[EXPOSURE]),
        bytes(sum[HEADROOM]),
        sum[DURATION] == UNKNOWN ? null : Duration.ofNanos(sum[DURATION]));
  }

  private static @Nullable Bytes bytes(long count) {
    return count == UNKNOWN ? null : new Bytes(count);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trend trend && intervals.equals(trend.intervals);
  }

  @Override
  public int hashCode() {
    return intervals.hashCode();
  }

  @Override
  public String toString() {
    return intervals().toString();
  }
}
