// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one line in the order in which they stand, each object and array before what is in
 * it: no object is made of what nobody asks for. It is used again for each line.
 */
final class Tape {
  enum Kind {
    OBJECT,
    ARRAY,
    TEXT,
    NUMBER,
    TRUE,
    FALSE,
    NULL
  }

  final Shared<String> texts = new Shared<>(4096);
  final Shared<Object> shared = new Shared<>(1024);

  byte[] bytes = {};
  int size;
  private @Nullable String[] names = new String[256];
  private Kind[] kinds = new Kind[256];
  private long[] numbers = new long[256];
  private long[] otherMasks = new long[256];
  private int[] from = new int[256];
  private int[] to = new int[256];
  private int[] next = new int[256];
  private long day;
  private final byte[] date = new byte[10];

  /** Begins anew. */
  void reset(byte[] line) {
    bytes = line;
    size = 0;
  }

  /** Adds a value that ends at {@code to}; its place on the tape. */
  int add(@Nullable String name, Kind kind, int from, int to, long number) {
    if (size == kinds.length) {
      grow();
    }
    int at = size++;
    names[at] = name;
    kinds[at] = kind;
    this.from[at] = from;
    this.to[at] = to;
    numbers[at] = number;
    next[at] = size;
    return at;
  }

  /** What has been added since is in that object or array, which ends there. */
  void close(int at, int end, long mask, long otherMask) {
    to[at] = end;
    numbers[at] = mask;
    otherMasks[at] = otherMask;
    next[at] = size;
  }

  private void grow() {
    int more = 2 * size;
    names = Arrays.copyOf(names, more);
    kinds = Arrays.copyOf(kinds, more);
    numbers = Arrays.copyOf(numbers, more);
    otherMasks = Arrays.copyOf(otherMasks, more);
    from = Arrays.copyOf(from, more);
    to = Arrays.copyOf(to, more);
    next = Arrays.copyOf(next, more);
  }

  @Nullable String name(int at) {
    return names[at];
  }

  Kind kind(int at) {
    return kinds[at];
  }

  long number(int at) {
    return numbers[at];
  }

  /** Of an object, which names it may have: see {@link #bit}. */
  long mask(int at) {
    return numbers[at];
  }

  long otherMask(int at) {
    return otherMasks[at];
  }

  int from(int at) {
    return from[at];
  }

  int to(int at) {
    return to[at];
  }

  /** The place of what stands behind that value. */
  int next(int at) {
    return next[at];
  }

  /** A name's bit in the mask of an object that has it, and which others share. */
  static long bit(String name) {
    return 1L << ((name.hashCode() * 0x9E3779B9) >>> 26);
  }

  /** Another one, which other names share. */
  static long otherBit(String name) {
    return 1L << ((name.hashCode() * 0x85EBCA6B) >>> 26);
  }

  /** One that no other line has. */
  String uniqueText(int at) {
    return new String(bytes, from[at], to[at] - from[at], StandardCharsets.ISO_8859_1);
  }

  String text(int at) {
    String known = texts.get(bytes, from[at], to[at]);
    if (known == null) {
      known = uniqueText(at);
      texts.put(bytes, from[at], to[at], known);
    }
    return known;
  }

  /** The time in the form in which events have it; null: perhaps in another form. */
  @Nullable Instant time(int at) {
    int start = from[at];
    int length = to[at] - start;
    if (length < 20 || length > 30 || length == 21 || bytes[to[at] - 1] != 'Z') {
      return null;
    }
    if (!hasForm(start) || !isDay(start)) {
      return null;
    }
    int seconds = digits(start + 17, 2);
    int minutes = digits(start + 14, 2);
    int hours = digits(start + 11, 2);
    int fraction = length == 20 ? 0 : digits(start + 20, length - 21);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) {
      return null;
    }
    if (fraction < 0 || (length > 20 && bytes[start + 19] != '.')) {
      return null;
    }
    for (int digit = length == 20 ? 9 : length - 21; digit < 9; digit++) {
      fraction *= 10;
    }
    return Instant.ofEpochSecond(day * 86_400 + hours * 3600L + minutes * 60L + seconds, fraction);
  }

  private boolean hasForm(int start) {
    return bytes[start + 4] == '-'
        && bytes[start + 7] == '-'
        && bytes[start + 10] == 'T'
        && bytes[start + 13] == ':'
        && bytes[start + 16] == ':';
  }

  /** Most lines are of the day of the one before. */
  private boolean isDay(int start) {
    if (Arrays.equals(date, 0, 10, bytes, start, start + 10)) {
      return true;
    }
    int year = digits(start, 4);
    int month = digits(start + 5, 2);
    int dayOfMonth = digits(start + 8, 2);
    try {
      day = year < 0 ? 0 : LocalDate.of(year, month, dayOfMonth).toEpochDay();
    } catch (DateTimeException none) {
      return false; // the full reader says so
    }
    System.arraycopy(bytes, start, date, 0, 10);
    return year >= 0;
  }

  /** -1 where one is none. */
  private int digits(int start, int count) {
    int number = 0;
    for (int i = start; i < start + count; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
