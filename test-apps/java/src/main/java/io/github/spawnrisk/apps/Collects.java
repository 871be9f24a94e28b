// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Does what it reads: "spawn" or "collect" garbage, "beside" what it reads next if it says so, or
 * one collection after the other from "collect on" to "collect off". Answers with the child's pid,
 * or 0. Holds many small objects, which takes a collector its time.
 */
public final class Collects {
  private static final int OBJECTS = 3_000_000;

  private static volatile boolean isCollecting;
  private static Thread collecting;

  private Collects() {}

  public static void main(String[] args) throws IOException {
    Object[] held = new Object[OBJECTS];
    for (int i = 0; i < OBJECTS; i++) {
      held[i] = new Object[] {i == 0 ? null : held[i - 1]};
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(line.endsWith(" beside") ? beside(line.split(" ", -1)[0]) : act(line));
    }
    System.out.println(held.length);
  }

  private static long beside(String what) {
    Thread beside = new Thread(() -> act(what), what);
    beside.setDaemon(true);
    beside.start();
    return 0;
  }

  private static long act(String what) {
    return switch (what) {
      case "collect" -> collect();
      case "collect on" -> beginToCollect();
      case "collect off" -> endToCollect();
      default -> spawn();
    };
  }

  private static long collect() {
    System.gc();
    return 0;
  }

  private static long beginToCollect() {
    isCollecting = true;
    collecting =
        new Thread(
            () -> {
              while (isCollecting) {
                System.gc();
              }
            },
            "collecting");
    collecting.setDaemon(true);
    collecting.start();
    return 0;
  }

  private static long endToCollect() {
    isCollecting = false;
    try {
      collecting.join();
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long spawn() {
    try {
      Process child = new ProcessBuilder("true").start();
      child.waitFor();
      return child.pid();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
