// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Spawns in a virtual thread; by reflection, for it is compiled for a Java that has none. */
public final class VirtualSpawner {
  private VirtualSpawner() {}

  public static void main(String[] args) throws ReflectiveOperationException, InterruptedException {
    child();
    System.out.println(0);
  }

  /** Its pid, once it has ended. */
  static long child() throws ReflectiveOperationException, InterruptedException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    type.getMethod("name", String.class).invoke(builder, "feather");
    ThreadFactory threads = (ThreadFactory) type.getMethod("factory").invoke(builder);
    AtomicLong child = new AtomicLong();
    Thread thread = threads.newThread(() -> child.set(spawn()));
    thread.start();
    thread.join();
    return child.get();
  }

  private static long spawn() {
    try {
      Process child = new ProcessBuilder("true").start();
      child.waitFor();
      return child.pid();
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
