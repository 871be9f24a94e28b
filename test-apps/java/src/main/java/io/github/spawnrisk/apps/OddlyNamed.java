// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;

/** Starts a program that is missing, whose name not every locale has the letters for. */
final class OddlyNamed {
  private OddlyNamed() {}

  public static void main(String[] arguments) {
    try {
      new ProcessBuilder("/nowhere/b\u00e4h").start();
    } catch (IOException missing) {
      System.out.println("missing");
    }
  }
}
