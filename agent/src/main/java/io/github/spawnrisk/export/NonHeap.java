// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.function.LongSupplier;

/** The bytes that the JVM has committed outside of the heap. */
public final class NonHeap {
  private NonHeap() {}

  /**
   * Getting the bean takes a tenth of a second, so it is got once and in the background. It is not
   * the platform MBean server: that one would start java.util.logging as well.
   */
  public static LongSupplier committed() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    return () -> memory.getNonHeapMemoryUsage().getCommitted();
  }
}
