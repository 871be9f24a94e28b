// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;

/**
 * The simplest host: starts the given command once, waits for it, and takes over its exit status.
 */
public final class SpawnOnce {
  private SpawnOnce() {}

  public static void main(String[] command) throws IOException, InterruptedException {
    System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
