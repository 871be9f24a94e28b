// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

/** The command line's door: runs the command that was asked for, and is the only one that exits. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(0);
  }
}
