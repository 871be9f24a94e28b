// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;

/**
 * Fills its stack with frames, and spawns from each as it comes back from the last one: where a
 * start just fits, and where it does not. Tells how many children there were, and on how many
 * frames there was no room for one, both of which it wants some of.
 */
public final class DeepSpawner {
  private static final int CHILDREN = 200;
  private static int children;
  private static int refused;

  private DeepSpawner() {}

  public static void main(String[] args) throws InterruptedException {
    Thread thread = new Thread(null, DeepSpawner::fill, "deep", 512 << 10);
    start(); // what a start needs is loaded where there is room
    thread.start();
    thread.join();
    System.out.println(children > CHILDREN && refused > 0 ? "both" : children + " " + refused);
  }

  @SuppressWarnings("InfiniteRecursion") // until the stack is full
  private static void fill() {
    try {
      fill();
    } catch (StackOverflowError full) {
      refused++;
    }
    if (children <= CHILDREN) {
      start();
    }
  }

  private static void start() {
    try {
      new ProcessBuilder("true").start().waitFor();
      children++;
    } catch (StackOverflowError full) {
      refused++;
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
