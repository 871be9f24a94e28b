// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * How long calls took, with the distribution; count is less than the spawns where some were not
 * measured.
 */
public final class Durations {
  /** Of the distribution: its figures are above the true ones by up to a sixteenth. */
  private static final int DIGITS = 1;

  /** What is shorter is in one bucket: no call that makes a process is. */
  private static final long SHORTEST = 1024;

  static final Durations NONE = new Durations(0, Duration.ZERO, Duration.ZERO, null);

  /** Durations of which each is at most so long, and longer than those of the one before. */
  public record Bucket(Duration most, long count) {}

  private final long count;
  private final Duration total;
  private final Duration max;

  /** Nobody changes it any more; null where nothing was measured. */
  private final @Nullable Histogram histogram;

  private Durations(long count, Duration total, Duration max, @Nullable Histogram histogram) {
    this.count = count;
    this.total = total;
    this.max = max;
    this.histogram = histogram;
  }

  /** Adds one after the other. */
  static final class Tally {
    private long count;
    private long seconds;
    private long nanoseconds;
    private long max;
    private @Nullable Histogram histogram;

    void add(@Nullable Duration one) {
      if (one == null) {
        return;
      }
      if (histogram == null) {
        histogram = new Histogram(SHORTEST, 2 * SHORTEST, DIGITS);
        histogram.setAutoResize(true);
      }
      long length = one.toNanos();
      count++;
      seconds += one.getSeconds();
      nanoseconds += one.getNano();
      max = Math.max(max, length);
      histogram.recordValue(length);
    }

    void add(Tally other) {
      count += other.count;
      seconds += other.seconds;
      nanoseconds += other.nanoseconds;
      max = Math.max(max, other.max);
      histogram = sum(histogram, other.histogram);
    }

    private void add(Durations other) {
      count += other.count;
      seconds += other.total.getSeconds();
      nanoseconds += other.total.getNano();
      max = Math.max(max, other.max.toNanos());
      if (histogram == null) {
        histogram = sum(null, other.histogram);
      } else if (other.histogram != null) {
        histogram.add(other.histogram);
      }
    }

    Durations durations() {
      return count == 0
          ? NONE
          : new Durations(
              count,
              Duration.ofSeconds(seconds).plusNanos(nanoseconds),
              Duration.ofNanos(max),
              sum(histogram, null));
    }
  }

  /** One of its own with what both have. */
  private static @Nullable Histogram sum(@Nullable Histogram one, @Nullable Histogram other) {
    if (one == null || other == null) {
      Histogram only = one == null ? other : one;
      return only == null ? null : only.copy();
    }
    Histogram both = one.copy();
    both.add(other);
    return both;
  }

  static Durations of(@Nullable Duration one) {
    Tally tally = new Tally();
    tally.add(one);
    return tally.durations();
  }

  static Durations sum(Stream<Durations> all) {
    Tally tally = new Tally();
    all.forEach(tally::add);
    return tally.durations();
  }

  Durations merge(Durations other) {
    return new Durations(
        count + other.count,
        total.plus(other.total),
        max.compareTo(other.max) >= 0 ? max : other.max,
        sum(histogram, other.histogram));
  }

  /** How many were measured. */
  public long count() {
    return count;
  }

  public Duration total() {
    return total;
  }

  public Duration max() {
    return max;
  }

  /** Null where nothing was measured. */
  public @Nullable Duration mean() {
    return count == 0 ? null : total.dividedBy(count);
  }

  /** What so many of a hundred did not exceed; null where nothing was measured. */
  public @Nullable Duration percentile(double percent) {
    return histogram == null
        ? null
        : Duration.ofNanos(Math.min(histogram.getValueAtPercentile(percent), max.toNanos()));
  }

  /** The distribution, the shortest first, without what nothing was measured of. */
  public List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    if (histogram != null) {
      for (HistogramIterationValue value : histogram.recordedValues()) {
        buckets.add(
            new Bucket(
                Duration.ofNanos(histogram.highestEquivalentValue(value.getValueIteratedTo())),
                value.getCountAddedInThisIterationStep()));
      }
    }
    return buckets;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Durations durations
        && count == durations.count
        && total.equals(durations.total)
        && max.equals(durations.max)
        && Objects.equals(histogram, durations.histogram);
  }

  @Override
  public int hashCode() {
    return Objects.hash(count, total, max);
  }

  @Override
  public String toString() {
    return count + " durations of " + total + " in sum, " + max + " at most";
  }
}
