// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads times as events have them. For one thread. */
final class Times {
  private long day;
  private final byte[] date = new byte[10];

  /** The time in the form in which events have it; null: perhaps in another form. */
  @Nullable Instant time(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < 20 || length > 30 || length == 21 || bytes[end - 1] != 'Z') {
      return null;
    }
    if (!hasForm(bytes, start) || !isDay(bytes, start)) {
      return null;
    }
    int seconds = digits(bytes, start + 17, 2);
    int minutes = digits(bytes, start + 14, 2);
    int hours = digits(bytes, start + 11, 2);
    int fraction = length == 20 ? 0 : digits(bytes, start + 20, length - 21);
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

  private static boolean hasForm(byte[] bytes, int start) {
    return bytes[start + 4] == '-'
        && bytes[start + 7] == '-'
        && bytes[start + 10] == 'T'
        && bytes[start + 13] == ':'
        && bytes[start + 16] == ':';
  }

  /** Most lines are of the day of the one before. */
  private boolean isDay(byte[] bytes, int start) {
    if (Arrays.equals(date, 0, 10, bytes, start, start + 10)) {
      return true;
    }
    int year = digits(bytes, start, 4);
    int month = digits(bytes, start + 5, 2);
    int dayOfMonth = digits(bytes, start + 8, 2);
    try {
      day = year < 0 ? 0 : LocalDate.of(year, month, dayOfMonth).toEpochDay();
    } catch (DateTimeException none) {
      return false; // the full reader says so
    }
    System.arraycopy(bytes, start, date, 0, 10);
    return year >= 0;
  }

  /** -1 where one is none. */
  private static int digits(byte[] bytes, int start, int count) {
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
