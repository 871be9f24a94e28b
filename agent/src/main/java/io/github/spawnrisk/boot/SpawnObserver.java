// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.boot;

/** Who is told of the start of each process by Java code. */
public interface SpawnObserver {
  /**
   * Called before the JDK starts the process. Returns a token for {@link #exit}; 0 for none.
   *
   * @param redirects null: each stream is a pipe
   * @param environment how many variables the builder has; -1: its own would be the JVM's
   */
  long enter(ProcessBuilder builder, ProcessBuilder.Redirect[] redirects, int environment);

  /**
   * Called after the JDK has started the process, or failed to; perhaps by another thread.
   *
   * @param failure what the caller is thrown, or null
   */
  void exit(long token, Throwable failure);
}
