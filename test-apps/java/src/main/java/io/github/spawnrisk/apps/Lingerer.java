// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Spawns once for each line that it reads, and ends with its input: a JVM to attach to. */
public final class Lingerer {
  private Lingerer() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    while (in.readLine() != null) {
      Process child = new ProcessBuilder("true").start();
      child.waitFor();
      System.out.println(child.pid());
    }
  }
}
