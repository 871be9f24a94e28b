// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Event;

/** Hears of each event of a live report, by one thread at a time, which waits meanwhile. */
public interface EventListener {
  /**
   * One event, and the line that it was read of.
   *
   * @param line not to be changed
   */
  void heard(Event event, byte[] line);
}
