// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A line that was cut where a file may not grow, or its disk was full, has no newline: what another
 * process writes next stands behind it.
 */
public final class TornLine {
  /** How each line begins, but for blanks. No string holds it, for its quotes are escaped there. */
  private static final byte[] START = "{\"schema\":".getBytes(StandardCharsets.US_ASCII);

  private TornLine() {}

  /**
   * Where the last line begins that stands in this one, which is no event as a whole. 0: none does,
   * or what stands before it is no line that was cut.
   */
  public static int length(byte[] line) {
    int next = line.length - START.length;
    while (next > 0 && !startsAt(line, next, line.length)) {
      next--;
    }
    int end = next;
    while (end > 0 && line[end - 1] == ' ') {
      end--;
    }
    int begin = 0;
    while (begin < end && line[begin] == ' ') {
      begin++;
    }
    return begin < end && startsAt(line, begin, end) ? next : 0;
  }

  /** Whether a line begins there, of which nothing stands from the end on. */
  private static boolean startsAt(byte[] line, int at, int end) {
    int there = Math.min(START.length, end - at);
    return Arrays.equals(line, at, at + there, START, 0, there);
  }
}
