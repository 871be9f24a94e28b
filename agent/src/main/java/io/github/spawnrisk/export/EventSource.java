// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

/** Where a live report gets its lines from. Called by one thread at a time. */
public interface EventSource {
  /**
   * Copies the next line, of at most 4,096 bytes, and returns its length; 0: there is none now.
   *
   * @param patiently nobody asks for it, so it may stay where it is while memory may have run out
   */
  int take(byte[] line, boolean patiently);

  /** Lines that were dropped because nobody took them in time. */
  long missedEvents();

  /** Spawns whose Java side could not be taken. */
  long missedContexts();
}
