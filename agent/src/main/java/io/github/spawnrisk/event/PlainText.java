// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Where texts end, and arrays of texts, that are plain ASCII without escapes. */
final class PlainText {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private PlainText() {}

  /** Where the quote is that ends it; -1 where it has anything but plain ASCII, or no end. */
  static int end(byte[] bytes, int start, int limit) {
    int next = start;
    for (; next + Long.BYTES <= limit; next += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, next);
      long special =
          zeros(eight ^ ONES * '"')
              | zeros(eight ^ ONES * '\\')
              | ((eight - ONES * ' ') & ~eight & HIGHS)
              | (eight & HIGHS);
      if (special != 0) {
        next += Long.numberOfTrailingZeros(special) >>> 3;
        return bytes[next] == '"' ? next : -1;
      }
    }
    for (; next < limit && bytes[next] != '"'; next++) {
      if (bytes[next] < ' ' || bytes[next] == '\\') {
        return -1;
      }
    }
    return next < limit ? next : -1;
  }

  /** The high bit of each byte that is zero; above the lowest such, of others too. */
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight & HIGHS;
  }

  /** Behind the bracket that ends an array of one or more such texts; -1 where it is none. */
  static int endOfArray(byte[] bytes, int start, int limit) {
    int at = start;
    do {
      at++;
      if (at >= limit || bytes[at] != '"') {
        return -1;
      }
      at = end(bytes, at + 1, limit) + 1;
    } while (at > 0 && at < limit && bytes[at] == ',');
    return at > 0 && at < limit && bytes[at] == ']' ? at + 1 : -1;
  }
}
