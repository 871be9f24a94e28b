// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bench;

/** Tells when it was reached, by the clock that its starter has too (CLOCK_MONOTONIC), and ends. */
public final class Reached {
  private Reached() {}

  public static void main(String[] args) {
    long now = System.nanoTime();
    System.out.println(now);
  }
}
