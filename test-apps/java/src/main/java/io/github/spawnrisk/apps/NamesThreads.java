// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.util.List;

/** Starts a process on threads whose names are hard to tell. */
public final class NamesThreads {
  private static final List<String> NAMES =
      List.of(
          "before\0behind",
          "high \uD83D alone",
          "low \uDE00 alone",
          "\uDE00\uD83D turned",
          "both \uD83D\uDE00 there",
          "\u00e4\u20ac",
          "");

  private NamesThreads() {}

  public static void main(String[] args) throws InterruptedException {
    for (String name : NAMES) {
      spawnOn(name);
    }
  }

  private static void spawnOn(String name) throws InterruptedException {
    Thread thread = new Thread(NamesThreads::spawn, name);
    thread.start();
    thread.join();
  }

  private static void spawn() {
    try {
      new ProcessBuilder("true").start().waitFor();
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
