// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.entry;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** The way in for an agent, which its own loader has. */
public interface Arrival {
  /**
   * Begins to observe. What it returns takes the agent out of the JVM again.
   *
   * @param attached main has run long since: everything is done before this returns
   */
  Departure run(@Nullable String argument, Instrumentation instrumentation, boolean attached)
      throws Exception;
}
