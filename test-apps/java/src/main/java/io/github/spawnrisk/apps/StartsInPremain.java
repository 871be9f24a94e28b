// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;

/** An agent that starts a process before the application does. */
public final class StartsInPremain {
  private StartsInPremain() {}

  public static void premain(String argument) throws IOException, InterruptedException {
    new ProcessBuilder("false").start().waitFor();
  }
}
