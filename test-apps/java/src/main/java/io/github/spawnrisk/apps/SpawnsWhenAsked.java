// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Starts the given command for each line on standard input, and answers when it has ended. */
public final class SpawnsWhenAsked {
  private SpawnsWhenAsked() {}

  public static void main(String[] command) throws IOException, InterruptedException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    System.out.println("ready " + ProcessHandle.current().pid());
    while (lines.readLine() != null) {
      Process child = new ProcessBuilder(command).start();
      child.waitFor();
      System.out.println("gone " + child.pid());
    }
  }
}
