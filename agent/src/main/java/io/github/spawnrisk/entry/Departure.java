// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.entry;

/** The way out for an agent at work. */
public interface Departure {
  /** Leaves the JVM as it was before. Once. */
  void leave() throws Exception;
}
