// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

/** The command line's door, and the only class that exits. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(Spawnrisk.commandLine().execute(arguments));
  }
}
