// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;

/** Chooses its launch mechanism in main: too late, if somebody had ProcessImpl read it before. */
public final class LateMechanism {
  private LateMechanism() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    System.setProperty("jdk.lang.Process.launchMechanism", args[0]);
    System.out.println(new ProcessBuilder("true").start().waitFor());
  }
}
