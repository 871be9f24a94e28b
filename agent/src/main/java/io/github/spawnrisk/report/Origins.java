// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the latest processes came from, in the order in which they were seen; the oldest go first.
 * Hundreds of thousands are kept: as numbers, of which a garbage collector has nothing to follow.
 */
final class Origins {
  /** Numbers of one entry: the child, its parent, and the last part of the spawn's id. */
  private static final int CHILD = 0;

  private static final int CHILD_START = 1;
  private static final int PARENT = 2;
  private static final int PARENT_START = 3;
  private static final int NTH = 4;
  private static final int NUMBERS = 5;

  private static final int FEWEST = 16;
  private static final int MOST_DIGITS = 18;
  private static final long OTHER_ID = -1;

  private final int most;
  private long[] numbers = {};
  private @Nullable CallSite[] sites = {};

  /** Ids of spawns that are not of the form that the library gives. */
  private @Nullable String[] ids = {};

  /** Entries by hash, each plus one: the first free place behind its own. */
  private int[] places = new int[2 * FEWEST];

  private int oldest;
  private int size;

  Origins(int most) {
    this.most = most;
  }

  @Nullable Origin get(Identity child) {
    int entry = places[place(child.pid(), child.start())] - 1;
    return entry < 0 ? null : origin(entry);
  }

  private Origin origin(int entry) {
    int at = entry * NUMBERS;
    Identity parent = new Identity(numbers[at + PARENT], numbers[at + PARENT_START]);
    return new Origin(
        parent,
        sites[entry],
        numbers[at + NTH] == OTHER_ID ? ids[entry] : idPrefix(parent) + numbers[at + NTH]);
  }

  private static String idPrefix(Identity parent) {
    return parent.pid() + "." + parent.start() + ".";
  }

  /** Where it is, or would be. */
  private int place(long pid, long start) {
    int place = Identity.hash(pid, start) & (places.length - 1);
    while (places[place] != 0 && !isOf(places[place] - 1, pid, start)) {
      place = (place + 1) & (places.length - 1);
    }
    return place;
  }

  private boolean isOf(int entry, long pid, long start) {
    return numbers[entry * NUMBERS + CHILD] == pid
        && numbers[entry * NUMBERS + CHILD_START] == start;
  }

  void put(Identity child, Origin origin) {
    int place = place(child.pid(), child.start());
    if (places[place] != 0) {
      set(places[place] - 1, child, origin);
      return;
    }
    if (most == 0) {
      return;
    }
    if (size == most) {
      forgetOldest();
    } else if (size == sites.length) {
      grow();
    }
    int entry = (oldest + size++) % sites.length;
    set(entry, child, origin);
    places[place(child.pid(), child.start())] = entry + 1;
  }

  private void set(int entry, Identity child, Origin origin) {
    int at = entry * NUMBERS;
    Identity parent = origin.parent();
    long nth = nth(origin.spawn(), parent);
    numbers[at + CHILD] = child.pid();
    numbers[at + CHILD_START] = child.start();
    numbers[at + PARENT] = parent.pid();
    numbers[at + PARENT_START] = parent.start();
    numbers[at + NTH] = nth;
    sites[entry] = origin.callSite();
    ids[entry] = nth == OTHER_ID ? origin.spawn() : null;
  }

  /** Of an id that is the parent's pid and start, and a number behind them. */
  private static long nth(@Nullable String id, Identity parent) {
    if (id == null) {
      return OTHER_ID;
    }
    int start = id.indexOf('.') + 1;
    int last = id.indexOf('.', start) + 1;
    return number(id, 0, start - 1) == parent.pid() && number(id, start, last - 1) == parent.start()
        ? number(id, last, id.length())
        : OTHER_ID;
  }

  /** In digits, without zeros before it; else {@link #OTHER_ID}. */
  private static long number(String id, int from, int to) {
    int digits = to - from;
    if (digits < 1 || digits > MOST_DIGITS || (digits > 1 && id.charAt(from) == '0')) {
      return OTHER_ID;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = id.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return OTHER_ID;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private void forgetOldest() {
    int entry = oldest;
    int hole = place(numbers[entry * NUMBERS + CHILD], numbers[entry * NUMBERS + CHILD_START]);
    places[hole] = 0;
    oldest = (oldest + 1) % sites.length;
    size--;
    int mask = places.length - 1;
    for (int at = (hole + 1) & mask; places[at] != 0; at = (at + 1) & mask) {
      int moved = places[at];
      places[at] = 0;
      places[placeOf(moved - 1)] = moved;
    }
  }

  private int placeOf(int entry) {
    return place(numbers[entry * NUMBERS + CHILD], numbers[entry * NUMBERS + CHILD_START]);
  }

  /** Never when it goes round: it does that at its bound. */
  private void grow() {
    int more = Math.min(most, Math.max(FEWEST, 2 * size));
    numbers = Arrays.copyOf(numbers, more * NUMBERS);
    sites = Arrays.copyOf(sites, more);
    ids = Arrays.copyOf(ids, more);
    if (places.length < 2 * more) {
      places = new int[Integer.highestOneBit(2 * more - 1) * 2];
      for (int entry = 0; entry < size; entry++) {
        places[placeOf(entry)] = entry + 1;
      }
    }
  }

  void forEach(BiConsumer<Identity, Origin> action) {
    for (int i = 0; i < size; i++) {
      int entry = (oldest + i) % sites.length;
      int at = entry * NUMBERS;
      action.accept(new Identity(numbers[at + CHILD], numbers[at + CHILD_START]), origin(entry));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Origins origins && size == origins.size && hasAllOf(origins);
  }

  private boolean hasAllOf(Origins other) {
    boolean[] hasAll = {true};
    other.forEach((child, origin) -> hasAll[0] &= origin.equals(get(child)));
    return hasAll[0];
  }

  @Override
  public int hashCode() {
    int[] sum = {0};
    forEach((child, origin) -> sum[0] += child.hashCode() ^ origin.hashCode());
    return sum[0];
  }
}
