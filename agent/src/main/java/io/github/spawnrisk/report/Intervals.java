// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Equal intervals of time, of the fewest units (a power of two, counted from zero on) with which so
 * many are enough from the first to the last. So those of a sum are the same in whatever order its
 * parts are added.
 *
 * @param <S> what is added up in each
 */
final class Intervals<S> {
  /** One that has a sum. */
  record Part<S>(long start, S sum) {}

  private final int most;
  private final Supplier<S> none;
  private final BiConsumer<S, S> addTo;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private int shift;
  private Object[] sums = {};

  /**
   * @param addTo adds the second to the first
   */
  Intervals(int most, Supplier<S> none, BiConsumer<S, S> addTo) {
    this.most = most;
    this.none = none;
    this.addTo = addTo;
  }

  /** Of the interval that has this moment. */
  S at(long moment) {
    return at(moment, moment, 0);
  }

  void add(Intervals<S> other) {
    for (int i = 0; i < other.sums.length; i++) {
      S more = other.sum(i);
      if (more != null) {
        long start = other.start(i);
        long end = start + (1L << other.shift) - 1;
        S sum = at(Math.max(start, other.first), Math.min(end, other.last), other.shift);
        addTo.accept(sum, more);
      }
    }
  }

  /** The interval that has these moments, which are of one of at least that size. */
  private S at(long from, long to, int atLeast) {
    if (from < first || to > last || atLeast > shift) {
      cover(Math.min(from, first), Math.max(to, last), atLeast);
    }
    int place = (int) ((from >> shift) - (first >> shift));
    S sum = sum(place);
    if (sum == null) {
      sum = none.get();
      sums[place] = sum;
    }
    return sum;
  }

  private void cover(long from, long to, int atLeast) {
    int wider = Math.max(shift, atLeast);
    while ((to >> wider) - (from >> wider) >= most) {
      wider++;
    }
    if (wider == shift && from >> wider == first >> wider && to >> wider == last >> wider) {
      first = from;
      last = to;
      return;
    }
    Object[] before = sums;
    long begin = first;
    int narrow = shift;
    sums = new Object[(int) ((to >> wider) - (from >> wider)) + 1];
    first = from;
    last = to;
    shift = wider;
    for (int i = 0; i < before.length; i++) {
      if (before[i] != null) {
        move(before[i], (int) ((((begin >> narrow) + i) << narrow >> wider) - (from >> wider)));
      }
    }
  }

  /** Makes them longer, until from the first to the last there are at most so many. */
  void widen(int atMost) {
    while (sums.length > atMost) {
      cover(first, last, shift + 1);
    }
  }

  @SuppressWarnings("unchecked") // only sums are put there
  private void move(Object sum, int place) {
    if (sums[place] == null) {
      sums[place] = sum;
    } else {
      addTo.accept((S) sums[place], (S) sum);
    }
  }

  @SuppressWarnings("unchecked") // only sums are put there
  private S sum(int place) {
    return (S) sums[place];
  }

  private long start(int place) {
    return ((first >> shift) + place) << shift;
  }

  /** How many units each has. */
  long length() {
    return 1L << shift;
  }

  /** In the order of time, without those of which nothing was seen. */
  List<Part<S>> parts() {
    List<Part<S>> parts = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      if (sums[i] != null) {
        parts.add(new Part<>(start(i), sum(i)));
      }
    }
    return parts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Intervals<?> intervals
        && first == intervals.first
        && last == intervals.last
        && shift == intervals.shift
        && Arrays.deepEquals(sums, intervals.sums);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(sums);
  }
}
