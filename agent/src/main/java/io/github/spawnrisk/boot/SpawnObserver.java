// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.boot;

import java.util.List;

/** Who is told of the start of each process by Java code. */
public interface SpawnObserver {
  /** Called before the JDK starts the process. Returns a token for {@link #exit}; 0 for none. */
  long enter(List<String> command);

  /** Called after the JDK has started the process, or failed to; perhaps by another thread. */
  void exit(long token);
}
