// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Eight threads spawn while garbage is collected. For each line that it reads, and at its end, it
 * tells how many children there were and how many were not as they should be; for "median", how
 * many nanoseconds a start takes.
 */
public final class BusySpawner {
  static final int THREADS = 8;

  private static final int STATUS = 3;
  private static final AtomicInteger SPAWNED = new AtomicInteger();
  private static final AtomicInteger WRONG = new AtomicInteger();
  private static final AtomicLongArray LAST_STARTS = new AtomicLongArray(1024);
  private static volatile boolean over;

  private BusySpawner() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(started(() -> spawn(Thread.currentThread().getName()), "spawner-" + i));
    }
    threads.add(started(BusySpawner::litter, "litterer"));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(line.equals("median") ? median() : SPAWNED.get() + " " + WRONG.get());
    }
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println(SPAWNED.get() + " " + WRONG.get());
  }

  private static Thread started(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.start();
    return thread;
  }

  private static void spawn(String name) {
    while (!over) {
      try {
        long before = System.nanoTime();
        Process child = new ProcessBuilder("sh", "-c", "echo " + name + "; exit 3").start();
        LAST_STARTS.set(SPAWNED.get() % LAST_STARTS.length(), System.nanoTime() - before);
        byte[] told = child.getInputStream().readAllBytes();
        if (child.waitFor() != STATUS
            || !new String(told, StandardCharsets.UTF_8).equals(name + "\n")) {
          WRONG.incrementAndGet();
        }
        SPAWNED.incrementAndGet();
      } catch (IOException | InterruptedException failure) {
        WRONG.incrementAndGet();
      }
    }
  }

  /** Of the last ones, as far as there were any. */
  private static String median() {
    long[] nanoseconds =
        IntStream.range(0, LAST_STARTS.length())
            .mapToLong(LAST_STARTS::get)
            .filter(one -> one > 0)
            .sorted()
            .toArray();
    return Long.toString(nanoseconds[nanoseconds.length / 2]);
  }

  private static void litter() {
    List<byte[]> garbage = new ArrayList<>();
    while (!over) {
      garbage.add(new byte[1 << 18]);
      if (garbage.size() == 100) {
        garbage.clear();
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException end) {
        return;
      }
    }
  }
}
