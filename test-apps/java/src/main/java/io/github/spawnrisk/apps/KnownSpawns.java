// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.util.List;

/** Spawns in each way that Java has, and tells on its output what an event must say of each. */
public final class KnownSpawns {
  private KnownSpawns() {}

  public static void main(String[] args) throws InterruptedException {
    inThread("starter", KnownSpawns::byProcessBuilder);
    inThread("läufer-🏃", KnownSpawns::byRuntime);
    inThread("plumber", KnownSpawns::byPipeline);
  }

  private static void byProcessBuilder() throws IOException, InterruptedException {
    tell(new ProcessBuilder("/bin/true", "one", "two").start(), "true", 3, "byProcessBuilder");
  }

  private static void byRuntime() throws IOException, InterruptedException {
    tell(Runtime.getRuntime().exec(new String[] {"false"}), "false", 1, "byRuntime");
  }

  private static void byPipeline() throws IOException, InterruptedException {
    List<Process> pipeline =
        ProcessBuilder.startPipeline(
            List.of(new ProcessBuilder("echo", "a line"), new ProcessBuilder("cat")));
    tell(pipeline.get(0), "echo", 2, "byPipeline");
    tell(pipeline.get(1), "cat", 1, "byPipeline");
  }

  private static void tell(Process child, String command, int arguments, String method)
      throws InterruptedException {
    child.waitFor();
    String thread = Thread.currentThread().getName();
    System.out.println(
        String.join(
            " ", Long.toString(child.pid()), command, Integer.toString(arguments), thread, method));
  }

  private static void inThread(String name, Spawner spawner) throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              try {
                spawner.spawn();
              } catch (IOException | InterruptedException failure) {
                throw new IllegalStateException(failure);
              }
            },
            name);
    thread.start();
    thread.join();
  }

  private interface Spawner {
    void spawn() throws IOException, InterruptedException;
  }
}
