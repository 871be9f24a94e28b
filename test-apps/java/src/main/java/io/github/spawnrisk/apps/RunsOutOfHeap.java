// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.util.ArrayList;
import java.util.List;

/** Has no more heap, for which the JVM may run a command of its own. */
public final class RunsOutOfHeap {
  private RunsOutOfHeap() {}

  public static void main(String[] args) {
    child();
    System.out.println("out of heap");
  }

  /** 0, as the child's pid is not known. */
  static long child() {
    try {
      fill(new ArrayList<>());
    } catch (OutOfMemoryError error) {
      return 0;
    }
    return -1;
  }

  private static void fill(List<byte[]> kept) {
    while (true) {
      kept.add(new byte[1 << 20]);
    }
  }
}
