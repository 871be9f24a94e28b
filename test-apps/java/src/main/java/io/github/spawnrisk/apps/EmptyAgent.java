// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.lang.instrument.Instrumentation;

/** Does nothing: what a JVM keeps of it, it keeps of any agent. */
public final class EmptyAgent {
  private EmptyAgent() {}

  public static void agentmain(String argument, Instrumentation instrumentation) {}
}
