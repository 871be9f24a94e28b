// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reads now and then what the JVM as a whole is like, so that nobody has to on the path of a spawn.
 * Getting the beans takes a tenth of a second: in the background. They are not the platform's MBean
 * server, which would start java.util.logging as well.
 */
public final class MachineSampler implements Runnable {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long NOT_KNOWN = -1;

  private final Sink sink;
  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<GarbageCollectorMXBean>
      collectors = // pauses of cycles have beans of their own
      ManagementFactory.getGarbageCollectorMXBeans().stream()
              .filter(bean -> !bean.getName().endsWith(" Pauses"))
              .toList();
  private final List<BufferPoolMXBean> buffers =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
  private final String collector =
      collectorOf(collectors.stream().map(bean -> bean.getName()).toList());
  private final byte[] collectorBytes = collector.getBytes(StandardCharsets.US_ASCII);
  private long nonHeap = NOT_KNOWN;
  private boolean begun;
  private long last;
  private long counted;
  private long collections;
  private boolean anyEnded;

  public MachineSampler(Sink sink) {
    this.sink = sink;
  }

  /**
   * Who is told; -1 stands for what is not known. Since when the count of ended cycles is what it
   * is, is known of ZGC alone, all of whose pauses are within cycles.
   */
  public interface Sink {
    void state(
        long direct,
        long mapped,
        long liveThreads,
        long nonHeapCommitted,
        long nanosSinceCollection,
        long nanosSinceCyclesCounted,
        boolean heapIsShared,
        byte[] collector);
  }

  /** Looks, if the last time is long enough ago. One thread at a time. */
  @Override
  public synchronized void run() {
    long now = System.nanoTime();
    if (begun && now - last < PAUSE) {
      return;
    }
    last = now;
    noteCollections();
    nonHeap = nonHeapNow();
    sink.state(
        used("direct"),
        used("mapped"),
        threads.getThreadCount(),
        nonHeap,
        anyEnded ? System.nanoTime() - counted : NOT_KNOWN,
        collector.equals("Z") ? System.nanoTime() - counted : NOT_KNOWN,
        collector.equals("Z"),
        collectorBytes);
  }

  /** MemoryUsage refuses figures that do not fit together, as they may while pools grow. */
  private long nonHeapNow() {
    try {
      return memory.getNonHeapMemoryUsage().getCommitted();
    } catch (IllegalArgumentException changing) {
      return nonHeap;
    }
  }

  /**
   * The time is taken behind the counts: whatever pauses later is of a cycle that is not counted.
   */
  private void noteCollections() {
    long count = 0;
    for (GarbageCollectorMXBean bean : collectors) {
      count += bean.getCollectionCount();
    }
    if (!begun || count != collections) {
      anyEnded = begun;
      counted = System.nanoTime();
    }
    collections = count;
    begun = true;
  }

  private long used(String pool) {
    for (BufferPoolMXBean bean : buffers) {
      if (bean.getName().equals(pool)) {
        return bean.getMemoryUsed();
      }
    }
    return NOT_KNOWN;
  }

  /** By what HotSpot calls its beans (gcMemoryManager names of each collector). */
  static String collectorOf(List<String> beans) {
    String names = String.join(",", beans);
    if (names.contains("G1 ")) {
      return "G1";
    }
    if (names.contains("ZGC")) {
      return "Z";
    }
    if (names.contains("Shenandoah")) {
      return "Shenandoah";
    }
    if (names.contains("Epsilon")) {
      return "Epsilon";
    }
    if (names.contains("PS ")) {
      return "Parallel";
    }
    return names.contains("Copy") ? "Serial" : "unknown";
  }
}
