// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bench;

/** As little as a JVM can be started for. */
final class Nothing {
  private Nothing() {}

  public static void main(String[] arguments) {
    System.out.println("done");
  }
}
