// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The child runs another program.
 *
 * @param process the child
 * @param window from the spawn to the exec
 * @param childFaults pages that the child copied or made in it
 * @param parentFaults the same of its parent
 * @param followed whether the program will be observed too; null where that is not known
 * @param failed whether this withdraws an earlier line: the program could not be run after all
 */
public record Exec(
    Instant time,
    SpawningProcess process,
    String spawn,
    @Nullable String command,
    @Nullable Duration window,
    OptionalLong childFaults,
    OptionalLong parentFaults,
    @Nullable Boolean followed,
    boolean failed)
    implements Aftermath {
  @Override
  public Risk risk() {
    return Risk.NONE;
  }
}
