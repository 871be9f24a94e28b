// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Starts a program over and over: {@code SpawnLoop HELD-MIB THREADS SPAWNS PROGRAM}. Begins once a
 * byte is read, prints what it took as one line of JSON, and ends with its input. Times are
 * nanoseconds.
 */
final class SpawnLoop {
  private static final int MIB = 1 << 20;

  private SpawnLoop() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    byte[][] held = hold(Integer.parseInt(arguments[0]));
    int threads = Integer.parseInt(arguments[1]);
    int spawns = Integer.parseInt(arguments[2]);
    ProcessBuilder builder = new ProcessBuilder(arguments[3]);
    System.out.println("ready");
    if (System.in.read() < 0) {
      return;
    }
    long began = System.nanoTime();
    long[] first = spawn(builder, 1);
    byEach(threads, builder, spawns / threads / 10 + 1); // what is only done once
    long warm = System.nanoTime();
    long[] took = byEach(threads, builder, spawns / threads);
    long wall = System.nanoTime() - warm;
    Arrays.sort(took);
    System.out.printf(
        Locale.ROOT,
        "{\"spawns\": %d, \"wall_ns\": %d, \"start_ns\": %d, \"first_ns\": %d, \"warm_up_ns\": %d,"
            + " \"held\": %d}%n",
        took.length,
        wall / took.length,
        took[took.length / 2],
        first[0],
        warm - began,
        held.length);
    System.out.flush();
    while (System.in.read() >= 0) {}
  }

  private static byte[][] hold(int mebibytes) {
    byte[][] held = new byte[mebibytes][MIB];
    for (byte[] one : held) {
      Arrays.fill(one, (byte) 1);
    }
    return held;
  }

  /** What each start took, without the wait for the child. */
  private static long[] spawn(ProcessBuilder builder, int spawns) {
    long[] took = new long[spawns];
    try {
      for (int spawn = 0; spawn < spawns; spawn++) {
        long before = System.nanoTime();
        Process child = builder.start();
        took[spawn] = System.nanoTime() - before;
        if (child.waitFor() != 0) {
          throw new IllegalStateException("a child ended with " + child.exitValue());
        }
      }
      return took;
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static long[] byEach(int threads, ProcessBuilder builder, int spawns)
      throws InterruptedException {
    long[] took = new long[threads * spawns];
    List<Thread> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int at = thread * spawns;
      running.add(
          new Thread(() -> System.arraycopy(spawn(builder, spawns), 0, took, at, spawns)));
    }
    running.forEach(Thread::start);
    for (Thread thread : running) {
      thread.join();
    }
    return took;
  }
}
