// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.explain.Quantities;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How far reading has come: one line on a terminal, written over and over, and gone at the end. */
final class Progress {
  private static final long INTERVAL = Duration.ofMillis(200).toNanos();

  private final PrintWriter terminal;
  private final LongSupplier clock;
  private final long began;
  private final long total;
  private long shown;
  private long bytes;
  private long lines;
  private int width;

  /**
   * @param total bytes of all files; 0 where nobody knows
   * @param clock in nanoseconds
   */
  Progress(PrintWriter terminal, long total, LongSupplier clock) {
    this.terminal = terminal;
    this.total = total;
    this.clock = clock;
    this.began = clock.getAsLong();
    this.shown = began;
  }

  void read(long moreBytes, long moreLines) {
    bytes += moreBytes;
    lines += moreLines;
    long now = clock.getAsLong();
    if (now - shown >= INTERVAL) {
      shown = now;
      show(text(now - began));
    }
  }

  private String text(long nanoseconds) {
    String part = "";
    if (total > 0) {
      part = Math.min(100, bytes * 100 / total) + " % of " + Quantities.bytes(total) + ", ";
    }
    long rate = (long) (lines * 1e9 / Math.max(1, nanoseconds));
    return part + Quantities.count(lines) + " lines read, " + Quantities.count(rate) + " a second";
  }

  void end() {
    if (width > 0) {
      show("");
      terminal.print('\r');
      terminal.flush();
    }
  }

  private void show(String text) {
    terminal.print('\r' + text + " ".repeat(Math.max(0, width - text.length())));
    terminal.flush();
    width = text.length();
  }
}
