// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;

/** Starts one shell with its own environment, and one with none: each of them starts a program. */
public final class ClearedEnvironment {
  private ClearedEnvironment() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", "/bin/true; exit 0");
    Children.expectSuccess(shell.start(), "a shell");
    cleared(shell);
  }

  private static void cleared(ProcessBuilder shell) throws IOException, InterruptedException {
    shell.environment().clear();
    Children.expectSuccess(shell.start(), "a shell without an environment");
  }
}
