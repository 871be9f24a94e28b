// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How a spawn came out. */
public sealed interface Outcome {
  /**
   * There is a child.
   *
   * @param childPid empty where the caller did not ask for it
   * @param childStart the child's start time, as in {@link SpawningProcess}
   * @param followed whether its program will be observed too; null where that is not known
   */
  record Started(OptionalLong childPid, OptionalLong childStart, @Nullable Boolean followed)
      implements Outcome {}

  /**
   * There is none.
   *
   * @param error the errno's name, such as ENOMEM
   */
  record Failed(long errno, String error) implements Outcome {}
}
