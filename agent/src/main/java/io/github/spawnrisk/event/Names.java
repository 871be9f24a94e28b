// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names of fields, each as one object: those of the schema, and some of a later one. */
final class Names {
  static final int PLACES = 1024;
  private static final int MOST = PLACES / 2;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[][] bytes = new byte[PLACES][];
  private final String[] names = new String[PLACES];
  private int known;

  /** Its number; -1 where it is new and there are too many. */
  int number(byte[] line, int from, int to) {
    int place = hash(line, from, to);
    while (bytes[place] != null) {
      if (Arrays.equals(bytes[place], 0, bytes[place].length, line, from, to)) {
        return place;
      }
      place = (place + 1) % PLACES;
    }
    if (known == MOST) {
      return -1;
    }
    known++;
    bytes[place] = Arrays.copyOfRange(line, from, to);
    names[place] = new String(bytes[place], StandardCharsets.ISO_8859_1).intern();
    return place;
  }

  /** The same object for the same number. */
  String name(int number) {
    return names[number];
  }

  /** By its first eight bytes, its last two and its length: so the schema's differ. */
  private static int hash(byte[] line, int from, int to) {
    long start = 0;
    if (from + Long.BYTES <= line.length) {
      start = (long) LONGS.get(line, from);
      int unused = Long.BYTES - Math.min(Long.BYTES, to - from);
      start = unused == Long.BYTES ? 0 : start << (unused * Byte.SIZE);
    }
    long end = to - from < 2 ? to - from : line[to - 1] * 31L + line[to - 2];
    long hash = (start ^ end << 20 ^ (to - from)) * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 48) % PLACES;
  }
}
