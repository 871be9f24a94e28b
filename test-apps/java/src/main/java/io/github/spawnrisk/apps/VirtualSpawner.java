// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;

/** Spawns in a virtual thread; by reflection, for it is compiled for a Java that has none. */
public final class VirtualSpawner {
  private VirtualSpawner() {}

  public static void main(String[] args) throws ReflectiveOperationException, InterruptedException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    type.getMethod("name", String.class).invoke(builder, "feather");
    ThreadFactory threads = (ThreadFactory) type.getMethod("factory").invoke(builder);
    Thread thread = threads.newThread(VirtualSpawner::spawn);
    thread.start();
    thread.join();
  }

  private static void spawn() {
    try {
      System.out.println(new ProcessBuilder("true").start().waitFor());
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
