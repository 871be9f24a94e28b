// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bench;

/** What any agent costs. */
public final class EmptyAgent {
  private EmptyAgent() {}

  @SuppressWarnings("EmptyMethod") // that is what is measured
  public static void premain(String argument) {}
}
