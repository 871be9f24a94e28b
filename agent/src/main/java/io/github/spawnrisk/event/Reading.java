// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

/** What became of one line. */
public sealed interface Reading {
  /** It is an event. */
  record Read(Event event) implements Reading {}

  /** It is schema 1, of a kind that this version has no use for. */
  record Unused(String kind) implements Reading {}

  /**
   * It is not an event.
   *
   * @param why completes "line n is not an event (...)"; equal for lines that fail alike
   */
  record Unreadable(String why) implements Reading {}
}
