// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

/** Where a live report gets its lines from. Called by one thread at a time. */
public interface EventSource {
  /** Copies the next line, of at most 4,096 bytes, and returns its length; 0: there is none now. */
  int take(byte[] line);

  /** Lines that were dropped because nobody took them in time. */
  long missedEvents();

  /** Spawns whose Java side could not be taken. */
  long missedContexts();
}
