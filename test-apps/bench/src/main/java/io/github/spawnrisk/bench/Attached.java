// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Starts a program every few milliseconds, while another thread watches the clock: {@code Attached
 * PROGRAM}. At each byte of its input it prints the longest time, in nanoseconds, for which the
 * watching thread did not run since the byte before.
 */
final class Attached {
  private static final AtomicLong LONGEST = new AtomicLong();

  private Attached() {}

  public static void main(String[] arguments) throws IOException {
    background(() -> spawn(new ProcessBuilder(arguments[0])));
    background(Attached::watch);
    System.out.println("ready");
    while (System.in.read() >= 0) {
      System.out.printf(Locale.ROOT, "{\"longest_pause_ns\": %d}%n", LONGEST.getAndSet(0));
    }
  }

  private static void background(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private static void watch() {
    long before = System.nanoTime();
    while (true) {
      long now = System.nanoTime();
      LONGEST.accumulateAndGet(now - before, Math::max);
      before = now;
    }
  }

  private static void spawn(ProcessBuilder builder) {
    try {
      while (true) {
        builder.start().waitFor();
        Thread.sleep(2);
      }
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
