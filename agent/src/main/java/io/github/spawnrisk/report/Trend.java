// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Spawn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a call site went over time: equal intervals, of the fewest seconds (a power of two, counted
 * from 1970 on) with which {@value #MOST} are enough from the first to the last. So that of a sum
 * is the same in whatever order its parts are added.
 */
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

  private long first;
  private long last;
  private int shift;
  private long[] @Nullable [] intervals;

  private Trend() {}

  static Trend none() {
    Trend trend = new Trend();
    trend.first = Long.MAX_VALUE;
    trend.last = Long.MIN_VALUE;
    trend.intervals = new long[0][];
    return trend;
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
    long second = attempt.time().getEpochSecond();
    long[] interval = at(second, second, 0);
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
    for (int i = 0; i < other.intervals.length; i++) {
      long[] more = other.intervals[i];
      if (more != null) {
        long start = ((other.first >> other.shift) + i) << other.shift;
        long end = start + (1L << other.shift) - 1;
        long[] sum = at(Math.max(start, other.first), Math.min(end, other.last), other.shift);
        addTo(sum, more);
      }
    }
  }

  private static void addTo(long[] sum, long[] more) {
    sum[SPAWNS] += more[SPAWNS];
    sum[FAILURES] += more[FAILURES];
    sum[CHARGE] = Math.max(sum[CHARGE], more[CHARGE]);
    sum[EXPOSURE] = Math.max(sum[EXPOSURE], more[EXPOSURE]);
    sum[HEADROOM] = least(sum[HEADROOM], more[HEADROOM]);
    sum[DURATION] = Math.max(sum[DURATION], more[DURATION]);
  }

  /** The interval that has these seconds, which are of one of at least that size. */
  private long[] at(long from, long to, int atLeast) {
    if (from < first || to > last || atLeast > shift) {
      cover(Math.min(from, first), Math.max(to, last), atLeast);
    }
    int place = (int) ((from >> shift) - (first >> shift));
    long[] interval = intervals[place];
    if (interval == null) {
      interval = new long[FIGURES];
      Arrays.fill(interval, CHARGE, FIGURES, UNKNOWN);
      intervals[place] = interval;
    }
    return interval;
  }

  private void cover(long from, long to, int atLeast) {
    int wider = Math.max(shift, atLeast);
    while ((to >> wider) - (from >> wider) >= MOST) {
      wider++;
    }
    if (wider == shift && from >> wider == first >> wider && to >> wider == last >> wider) {
      first = from;
      last = to;
      return;
    }
    long[][] before = intervals;
    long begin = first;
    int narrow = shift;
    intervals = new long[(int) ((to >> wider) - (from >> wider)) + 1][];
    first = from;
    last = to;
    shift = wider;
    for (int i = 0; i < before.length; i++) {
      if (before[i] != null) {
        int place = (int) ((((begin >> narrow) + i) << narrow >> wider) - (from >> wider));
        if (intervals[place] == null) {
          intervals[place] = before[i];
        } else {
          addTo(intervals[place], before[i]);
        }
      }
    }
  }

  /**
   * The same in longer intervals, so that from the first to the last there are at most so many: two
   * at least, for 1970 is always between two.
   */
  public Trend within(int most) {
    Trend wider = copy();
    while (wider.intervals.length > most) {
      wider.cover(wider.first, wider.last, wider.shift + 1);
    }
    return wider;
  }

  /** How long each interval is. */
  public Duration interval() {
    return Duration.ofSeconds(1L << shift);
  }

  /** In the order of time, without those of which nothing was seen. */
  public List<Interval> intervals() {
    List<Interval> all = new ArrayList<>();
    for (int i = 0; i < intervals.length; i++) {
      long[] one = intervals[i];
      if (one != null) {
        all.add(
            new Interval(
                Instant.ofEpochSecond(((first >> shift) + i) << shift),
                one[SPAWNS],
                one[FAILURES],
                bytes(one[CHARGE]),
                bytes(one[EXPOSURE]),
                bytes(one[HEADROOM]),
                one[DURATION] == UNKNOWN ? null : Duration.ofNanos(one[DURATION])));
      }
    }
    return all;
  }

  private static @Nullable Bytes bytes(long count) {
    return count == UNKNOWN ? null : new Bytes(count);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trend trend
        && first == trend.first
        && last == trend.last
        && shift == trend.shift
        && Arrays.deepEquals(intervals, trend.intervals);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(intervals);
  }

  @Override
  public String toString() {
    return intervals().toString();
  }
}
