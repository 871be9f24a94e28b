// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts now and then the cycles of ZGC that have ended, of which the JVM tells nobody. Getting the
 * beans takes a tenth of a second: in the background. They are not the platform's MBean server,
 * which would start java.util.logging as well.
 */
public final class CycleCounter implements Runnable {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long NOT_KNOWN = -1;

  private final Sink sink;
  private final List<GarbageCollectorMXBean> cycles = // pauses have beans of their own
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(bean -> !bean.getName().endsWith(" Pauses"))
          .toList();
  private boolean begun;
  private long last;
  private long changed;
  private long count;
  private boolean anyEnded;

  public CycleCounter(Sink sink) {
    this.sink = sink;
  }

  /** Who is told; -1 stands for what is not known. */
  public interface Sink {
    void cycles(long nanosSinceOneEnded, long nanosSinceCounted);
  }

  /** Looks, if the last time is long enough ago. One thread at a time. */
  @Override
  public synchronized void run() {
    long now = System.nanoTime();
    if (begun && now - last < PAUSE) {
      return;
    }
    last = now;
    note();
    long since = System.nanoTime() - changed;
    sink.cycles(anyEnded ? since : NOT_KNOWN, since);
  }

  /**
   * The time is taken behind the counts: whatever pauses later is of a cycle that is not counted.
   */
  private void note() {
    long counted = 0;
    for (GarbageCollectorMXBean bean : cycles) {
      counted += bean.getCollectionCount();
    }
    if (!begun || counted != count) {
      anyEnded = begun;
      changed = System.nanoTime();
    }
    count = counted;
    begun = true;
  }
}
