// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has living copies measured now and then, in at most a twentieth of the time. In a thread of its
 * own, for the kernel may take long over a large child, and events must be taken meanwhile; where
 * there are no such children there is no such thread.
 */
public final class LivingMeasurer {
  /** How often, at most. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final int PART = 20;

  private final long interval;
  private long last = System.nanoTime();
  private volatile long spent;
  private volatile boolean stopped;
  private @Nullable Thread thread;

  public LivingMeasurer(Duration interval) {
    this.interval = interval.toNanos();
  }

  /** Waits for the end of a measurement under way, which is asked to measure no further child. */
  public void stop() throws InterruptedException {
    stopped = true;
    if (thread != null) {
      thread.join();
    }
  }

  /** Called often, by one thread; true once an interval. */
  public boolean isDue() {
    long now = System.nanoTime();
    if (now - last < interval || (thread != null && thread.isAlive()) || now - last < pause()) {
      return false;
    }
    last = now;
    return true;
  }

  private long pause() {
    return PART * spent;
  }

  /**
   * Called by the same thread, when it is due.
   *
   * @param measurement is handed whether it shall go on
   */
  @SuppressWarnings("ThreadPriorityCheck") // a wish, where the system heeds it: the host goes first
  public void begin(Consumer<BooleanSupplier> measurement) {
    thread = new Thread(null, () -> time(measurement), "spawnrisk-measurer", 0, false);
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.start();
  }

  private void time(Consumer<BooleanSupplier> measurement) {
    long began = System.nanoTime();
    measurement.accept(() -> !stopped);
    spent = System.nanoTime() - began;
  }
}
