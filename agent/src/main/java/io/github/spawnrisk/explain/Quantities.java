// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import java.time.Duration;
import java.util.Locale;

/** Numbers as a human reads them. */
public final class Quantities {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private Quantities() {}

  /** Such as "1.5 GiB": one decimal, in the largest unit that gives at least one. */
  public static String bytes(long bytes) {
    if (bytes >= GIB) {
      return scaled(bytes, GIB, "GiB");
    }
    if (bytes >= MIB) {
      return scaled(bytes, MIB, "MiB");
    }
    return bytes >= KIB ? scaled(bytes, KIB, "KiB") : bytes + " bytes";
  }

  /** Such as "12.3 ms"; below one millisecond with a second decimal, from ten seconds on in s. */
  public static String duration(Duration duration) {
    double milliseconds = duration.toNanos() / 1e6;
    if (milliseconds >= 10_000) {
      return String.format(Locale.ROOT, "%.1f s", milliseconds / 1e3);
    }
    return String.format(Locale.ROOT, milliseconds < 1 ? "%.2f ms" : "%.1f ms", milliseconds);
  }

  /** Such as "262,144". */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String scaled(long bytes, long unit, String name) {
    return String.format(Locale.ROOT, "%.1f %s", (double) bytes / unit, name);
  }
}
