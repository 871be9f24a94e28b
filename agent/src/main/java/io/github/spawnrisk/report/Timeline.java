// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How near all spawns together came to each limit over time: {@value #MOST} {@link Intervals} of
 * milliseconds at most, and the worst {@value #MOST_WARNED} of the spawns that were warned of.
 */
public final class Timeline {
  static final int MOST = 128;
  static final int MOST_WARNED = 2048;

  private static final long UNKNOWN = -1;

  /** In seconds: no time of a log makes milliseconds overflow. */
  private static final long FARTHEST = 1L << 50;

  /**
   * The least headroom of a limit.
   *
   * @param bytes below zero where more was used than the limit allows
   * @param where the cgroup that it was, or whose process it was; null for the machine's limits
   */
  public record Headroom(Limit limit, long bytes, @Nullable String where) {
    private boolean isTighter(Headroom other) {
      int order = Long.compare(bytes, other.bytes);
      boolean isTie = order == 0 && where != null && other.where != null;
      return isTie ? where.compareTo(other.where) < 0 : order < 0;
    }
  }

  /**
   * One interval.
   *
   * @param warned spawns of level warning or above, among them calls that never returned
   * @param commitCharge the largest in it, as is exposure; null: none was told
   * @param headrooms of each limit that was known, the least
   */
  public record Interval(
      Instant start,
      long spawns,
      long failures,
      long warned,
      @Nullable Bytes commitCharge,
      @Nullable Bytes exposure,
      List<Headroom> headrooms) {}

  private static final class Sum {
    private long spawns;
    private long failures;
    private long warned;
    private long commitCharge = UNKNOWN;
    private long exposure = UNKNOWN;
    private final Map<Limit, Headroom> headrooms = new EnumMap<>(Limit.class);

    private void add(Sum more) {
      spawns += more.spawns;
      failures += more.failures;
      warned += more.warned;
      commitCharge = Math.max(commitCharge, more.commitCharge);
      exposure = Math.max(exposure, more.exposure);
      more.headrooms.values().forEach(this::add);
    }

    private void add(Attempt attempt) {
      commitCharge = Math.max(commitCharge, count(attempt.memory().commitCharge()));
      exposure = Math.max(exposure, count(attempt.copyExposure()));
      for (Limit limit : LIMITS) {
        OptionalLong bytes = limit.headroom(attempt);
        Headroom known = headrooms.get(limit);
        if (bytes.isPresent() && (known == null || bytes.getAsLong() <= known.bytes)) {
          add(new Headroom(limit, bytes.getAsLong(), limit.where(attempt)));
        }
      }
    }

    private void add(Headroom headroom) {
      headrooms.merge(
          headroom.limit, headroom, (known, other) -> other.isTighter(known) ? other : known);
    }

    private Interval interval(long start) {
      return new Interval(
          Instant.ofEpochMilli(start),
          spawns,
          failures,
          warned,
          bytes(commitCharge),
          bytes(exposure),
          List.copyOf(headrooms.values()));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Sum sum && interval(0).equals(sum.interval(0));
    }

    @Override
    public int hashCode() {
      return Objects.hash(spawns, failures, warned, commitCharge, exposure);
    }
  }

  private static final Limit[] LIMITS = Limit.values();

  private final Intervals<Sum> intervals = new Intervals<>(MOST, Sum::new, Sum::add);
  private final TreeSet<WarnedSpawn> worst = new TreeSet<>(WarnedSpawn.RANKING);

  private Timeline() {}

  static Timeline none() {
    return new Timeline();
  }

  Timeline copy() {
    return none().add(this);
  }

  Timeline plus(Timeline other) {
    return copy().add(other);
  }

  Timeline add(Timeline other) {
    intervals.add(other.intervals);
    other.worst.forEach(this::keep);
    return this;
  }

  void add(RowKey row, Spawn spawn) {
    boolean failed = spawn.outcome() instanceof Outcome.Failed;
    Sum sum = add(row, spawn.id(), spawn.attempt(), spawn.repeats(), true);
    sum.spawns += spawn.repeats();
    sum.failures += failed ? spawn.repeats() : 0;
  }

  /** A call that never returned. */
  void add(RowKey row, Warning warning) {
    add(row, warning.spawn(), warning.attempt(), 1, false);
  }

  private Sum add(RowKey row, String id, Attempt attempt, long times, boolean returned) {
    Sum sum = intervals.at(milliseconds(attempt.time()));
    sum.add(attempt);
    if (WarnedSpawn.isWarned(attempt)) {
      sum.warned += times;
      Reason reason = WarnedSpawn.worst(attempt);
      if (worst.size() < MOST_WARNED || !worst.last().isWorse(attempt, reason)) {
        keep(WarnedSpawn.of(id, row, attempt, reason, returned));
      }
    }
    return sum;
  }

  private static long milliseconds(Instant time) {
    long seconds = Math.max(-FARTHEST, Math.min(time.getEpochSecond(), FARTHEST));
    return seconds * 1000 + time.getNano() / 1_000_000;
  }

  private void keep(WarnedSpawn spawn) {
    worst.add(spawn);
    if (worst.size() > MOST_WARNED) {
      worst.pollLast();
    }
  }

  private static long count(@Nullable Bytes bytes) {
    return bytes == null ? UNKNOWN : bytes.count();
  }

  private static @Nullable Bytes bytes(long count) {
    return count == UNKNOWN ? null : new Bytes(count);
  }

  /** How long each interval is. */
  public Duration interval() {
    return Duration.ofMillis(intervals.length());
  }

  /** In the order of time, without those of which nothing was seen. */
  public List<Interval> intervals() {
    return intervals.parts().stream().map(part -> part.sum().interval(part.start())).toList();
  }

  /** All spawns that were warned of, of which {@link #worst} has the worst. */
  public long warned() {
    return intervals.parts().stream().mapToLong(part -> part.sum().warned).sum();
  }

  /** The worst first. */
  public List<WarnedSpawn> worst() {
    return List.copyOf(worst);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Timeline timeline
        && intervals.equals(timeline.intervals)
        && worst.equals(timeline.worst);
  }

  @Override
  public int hashCode() {
    return intervals.hashCode();
  }
}
