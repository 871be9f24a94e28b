// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import static io.github.spawnrisk.explain.Text.when;

/** Remedies that more than one reason shares. */
final class Remedies {
  static final Text JDK_FORK =
      when(
          Situation::isJdkFork,
          "Drop -Djdk.lang.Process.launchMechanism=FORK: the default, POSIX_SPAWN, copies"
              + " nothing.");
  static final Text OTHER_FORK =
      when(
          Situation::isOtherFork,
          "If the child only runs another program, start it by posix_spawn or vfork: they copy"
              + " nothing.");

  /** Where what children take was seen, and does not grow with the heap. */
  static final Text SMALLER_HEAP =
      when(
          Situation::isHeapTooLarge,
          "Leave {need} for children when choosing -Xmx: lower it by {heap_excess} ({missing} that"
              + " are lacking, and {heap_growth} by which the heap may yet grow).");

  private Remedies() {}
}
