// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was made of bytes, for when the same bytes come again: events repeat their names and stacks.
 * A place holds the latest that fell to it, so that the whole is bounded.
 */
final class Shared<T> {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int longest;
  private final byte[][] keys;
  private final Object[] values;

  /**
   * @param places a power of two
   * @param longest bytes beyond are rare, and would make the bound a large one
   */
  Shared(int places, int longest) {
    this.longest = longest;
    keys = new byte[places][];
    values = new Object[places];
  }

  /** Null where it has to be made anew. */
  @SuppressWarnings("unchecked") // only put() puts there
  @Nullable T get(byte[] bytes, int from, int to) {
    int place = place(bytes, from, to);
    byte[] key = keys[place];
    return key != null && Arrays.equals(key, 0, key.length, bytes, from, to)
        ? (T) values[place]
        : null;
  }

  void put(byte[] bytes, int from, int to, T value) {
    if (to - from <= longest) {
      int place = place(bytes, from, to);
      keys[place] = Arrays.copyOfRange(bytes, from, to);
      values[place] = value;
    }
  }

  private int place(byte[] bytes, int from, int to) {
    long hash = (long) to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(bytes, at)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    for (; at < to; at++) {
      hash = (hash ^ bytes[at]) * 0x9E3779B97F4A7C15L;
    }
    return (int) (hash >>> 40) & (keys.length - 1);
  }
}
