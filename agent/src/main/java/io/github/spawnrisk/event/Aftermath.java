// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

/** What becomes of a spawn's child. It may be read before the spawn itself. */
public sealed interface Aftermath extends Event permits Exec, Copy, Exit, Unstarted {
  /** The id of the spawn. */
  String spawn();

  /** What the native side judged of it; empty where it had nothing to judge. */
  Risk risk();
}
