// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.report.LivingCopies;
import io.github.spawnrisk.report.Pipeline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Measures living copies of this process now and then. In a thread of its own, for the kernel may
 * take long over a large child, and events must be taken meanwhile; a process without such children
 * has no such thread.
 */
final class LivingMeasurer {
  private final long interval;
  private long last = System.nanoTime();
  private @Nullable Thread thread;

  LivingMeasurer(Duration interval) {
    this.interval = interval.toNanos();
  }

  /** Waits for the end of a measurement under way. */
  void stop() throws InterruptedException {
    if (thread != null) {
      thread.join();
    }
  }

  /** Called often, by one thread. */
  void turn(Pipeline pipeline) {
    long now = System.nanoTime();
    if (now - last < interval || (thread != null && thread.isAlive())) {
      return;
    }
    last = now;
    if (pipeline.hasLivingCopies()) {
      thread =
          new Thread(null, () -> LivingCopies.measure(pipeline), "spawnrisk-measurer", 0, false);
      thread.setDaemon(true);
      thread.start();
    }
  }
}
